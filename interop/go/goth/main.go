// As https://github.com/markbates/goth/blob/master/examples/main.go has it, with its provider "openidConnect".
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"

	"github.com/gorilla/sessions"
	"github.com/markbates/goth"
	"github.com/markbates/goth/gothic"
	"github.com/markbates/goth/providers/openidConnect"
)

func main() {
	gothic.Store = sessions.NewCookieStore([]byte("a secret of the app"))
	gothic.GetProviderName = func(*http.Request) (string, error) { return "openid-connect", nil }
	provider, err := openidConnect.New(os.Getenv("CLIENT_ID"), os.Getenv("CLIENT_SECRET"), os.Getenv("ORIGIN")+"/callback",
		os.Getenv("ISSUER")+"/.well-known/openid-configuration", "profile", "email")
	if err != nil {
		log.Fatal(err)
	}
	goth.UseProviders(provider)
	http.HandleFunc("/", gothic.BeginAuthHandler)
	http.HandleFunc("/callback", func(w http.ResponseWriter, r *http.Request) {
		user, err := gothic.CompleteUserAuth(w, r)
		if err != nil {
			http.Error(w, err.Error()+" "+r.FormValue("error_description"), http.StatusInternalServerError)
			return
		}
		json.NewEncoder(w).Encode(user)
	})
	log.Fatal(http.ListenAndServe("localhost:"+os.Getenv("PORT"), nil))
}
