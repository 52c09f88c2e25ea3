// As https://github.com/zitadel/oidc/blob/main/example/client/app/app.go has it.
package main

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/zitadel/oidc/v3/pkg/client/rp"
	httphelper "github.com/zitadel/oidc/v3/pkg/http"
	"github.com/zitadel/oidc/v3/pkg/oidc"
)

func main() {
	key := []byte("test1234test1234")
	cookies := httphelper.NewCookieHandler(key, key, httphelper.WithUnsecure())
	options := []rp.Option{
		rp.WithCookieHandler(cookies),
		rp.WithVerifierOpts(rp.WithIssuedAtOffset(5 * time.Second)),
		rp.WithPKCE(cookies),
	}
	scopes := []string{"openid", "profile", "email"}
	provider, err := rp.NewRelyingPartyOIDC(context.Background(), os.Getenv("ISSUER"), os.Getenv("CLIENT_ID"),
		os.Getenv("CLIENT_SECRET"), os.Getenv("ORIGIN")+"/callback", scopes, options...)
	if err != nil {
		log.Fatal(err)
	}
	state := func() string { return "state-" + time.Now().String() }
	show := func(w http.ResponseWriter, r *http.Request, tokens *oidc.Tokens[*oidc.IDTokenClaims], state string, provider rp.RelyingParty, info *oidc.UserInfo) {
		json.NewEncoder(w).Encode(info)
	}
	http.Handle("/", rp.AuthURLHandler(state, provider))
	http.Handle("/callback", rp.CodeExchangeHandler(rp.UserinfoCallback(show), provider))
	log.Fatal(http.ListenAndServe("localhost:"+os.Getenv("PORT"), nil))
}
