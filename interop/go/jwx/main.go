// As https://github.com/lestrrat-go/jwx/blob/develop/v3/docs/04-jwk.md ("Auto-refreshing remote keys") and 01-jwt.md have it.
package main

import (
	"context"
	"log"
	"net/http"
	"os"

	"github.com/lestrrat-go/httprc/v3"
	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jwt"
)

func main() {
	ctx := context.Background()
	address := os.Getenv("ISSUER") + "/oauth2/jwks"
	cache, err := jwk.NewCache(ctx, httprc.NewClient())
	if err != nil {
		log.Fatal(err)
	}
	if err := cache.Register(ctx, address); err != nil {
		log.Fatal(err)
	}
	keys, err := cache.CachedSet(address)
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/api", func(w http.ResponseWriter, r *http.Request) {
		token, err := jwt.ParseRequest(r,
			jwt.WithKeySet(keys),
			jwt.WithIssuer(os.Getenv("ISSUER")),
			jwt.WithAudience(os.Getenv("RESOURCE")),
		)
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		subject, _ := token.Subject()
		w.Write([]byte(subject))
	})
	log.Fatal(http.ListenAndServe("localhost:"+os.Getenv("PORT"), nil))
}
