// As the example of https://pkg.go.dev/golang.org/x/oauth2#example-Config has it: PKCE, and no ID token.
package main

import (
	"context"
	"io"
	"log"
	"net/http"
	"os"

	"golang.org/x/oauth2"
)

func main() {
	ctx := context.Background()
	issuer := os.Getenv("ISSUER")
	config := oauth2.Config{
		ClientID:     os.Getenv("CLIENT_ID"),
		ClientSecret: os.Getenv("CLIENT_SECRET"),
		Scopes:       []string{"openid", "profile", "email"},
		RedirectURL:  os.Getenv("ORIGIN") + "/callback",
		Endpoint:     oauth2.Endpoint{AuthURL: issuer + "/oauth2/authorize", TokenURL: issuer + "/oauth2/token"},
	}
	verifier := oauth2.GenerateVerifier()
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		url := config.AuthCodeURL("state", oauth2.AccessTypeOffline, oauth2.S256ChallengeOption(verifier))
		http.Redirect(w, r, url, http.StatusFound)
	})
	http.HandleFunc("/callback", func(w http.ResponseWriter, r *http.Request) {
		token, err := config.Exchange(ctx, r.URL.Query().Get("code"), oauth2.VerifierOption(verifier))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		answer, err := config.Client(ctx, token).Get(issuer + "/oauth2/userinfo")
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		defer answer.Body.Close()
		io.Copy(w, answer.Body)
	})
	log.Fatal(http.ListenAndServe("localhost:"+os.Getenv("PORT"), nil))
}
