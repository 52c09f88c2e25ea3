// As https://pkg.go.dev/github.com/hashicorp/cap/oidc#pkg-overview has it: the library sends a nonce by default.
package main

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/hashicorp/cap/oidc"
)

func main() {
	ctx := context.Background()
	redirect := os.Getenv("ORIGIN") + "/callback"
	ca, err := os.ReadFile(os.Getenv("SSL_CERT_FILE"))
	if err != nil {
		log.Fatal(err)
	}
	config, err := oidc.NewConfig(os.Getenv("ISSUER"), os.Getenv("CLIENT_ID"), oidc.ClientSecret(os.Getenv("CLIENT_SECRET")),
		[]oidc.Alg{oidc.RS256}, []string{redirect}, oidc.WithProviderCA(string(ca)))
	if err != nil {
		log.Fatal(err)
	}
	provider, err := oidc.NewProvider(config)
	if err != nil {
		log.Fatal(err)
	}
	defer provider.Done()
	request, err := oidc.NewRequest(2*time.Minute, redirect, oidc.WithScopes("profile", "email"))
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		url, err := provider.AuthURL(ctx, request)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		http.Redirect(w, r, url, http.StatusFound)
	})
	http.HandleFunc("/callback", func(w http.ResponseWriter, r *http.Request) {
		token, err := provider.Exchange(ctx, request, r.FormValue("state"), r.FormValue("code"))
		if err != nil {
			http.Error(w, err.Error()+" "+r.FormValue("error_description"), http.StatusInternalServerError)
			return
		}
		var claims map[string]any
		if err := token.IDToken().Claims(&claims); err == nil {
			err = provider.UserInfo(ctx, token.StaticTokenSource(), claims["sub"].(string), &claims)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		json.NewEncoder(w).Encode(claims)
	})
	log.Fatal(http.ListenAndServe("localhost:"+os.Getenv("PORT"), nil))
}
