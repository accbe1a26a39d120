package partnerkit

// The credentials: what each puts on a request. Keys and tokens live in
// closures, which no verb of fmt, no logger and no JSON encoder can look into.

import (
	"net/http"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// credential is one API's key, ready to be put on requests.
type credential struct {
	grant   func(*exchange) (grant, error) // asked before every attempt
	secrets func() []string                // what no error may show
}

// grant is a credential for one attempt.
type grant struct {
	apply func(http.Header)
	token func() string // the token of this attempt; nil where every attempt has the same
}

// bearer is a key that is sent as it is.
func bearer(key string) *credential {
	value := []string{"Bearer " + key}
	always := grant{apply: func(h http.Header) { h["Authorization"] = value }}
	return &credential{
		grant:   func(*exchange) (grant, error) { return always, nil },
		secrets: func() []string { return []string{key} },
	}
}

const (
	appTokenLife  = 5 * time.Minute
	appTokenGuard = 30 * time.Second // a token is not used so near its end
)

// appClaims are the claims of the App API's token, in the order of its
// documents; exp comes last.
type appClaims struct {
	Resource string `json:"resource"`
	Action   string `json:"action"`
	UserID   string `json:"user_id"`
	APIKey   string `json:"api_key"`
	jwt.RegisteredClaims
}

// appToken signs a token that ends at expires; nil leaves the end out.
func appToken(key, secret string, expires *jwt.NumericDate) (string, error) {
	claims := appClaims{"*", "*", "*", key, jwt.RegisteredClaims{ExpiresAt: expires}}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte(secret))
}

// signed is a key with a secret: the key is sent, the secret signs a token that
// is used until shortly before its end.
func signed(key, secret string) *credential {
	var (
		mu     sync.Mutex
		until  time.Time
		latest grant
		apiKey = []string{key}
	)
	renew := func(*exchange) (grant, error) {
		mu.Lock()
		defer mu.Unlock()
		now := time.Now().Round(0) // by the wall, as the API judges: the other clock may stand still
		if now.Before(until) {
			return latest, nil
		}
		expires := now.Add(appTokenLife)
		fresh, err := appToken(key, secret, jwt.NewNumericDate(expires))
		if err != nil {
			return grant{}, err
		}
		authorization := []string{"Bearer " + fresh}
		until = expires.Add(-appTokenGuard)
		latest = grant{
			apply: func(h http.Header) { h["X-Api-Key"], h["Authorization"] = apiKey, authorization },
			token: func() string { return fresh },
		}
		return latest, nil
	}
	return &credential{grant: renew, secrets: func() []string { return []string{secret, key} }}
}

// secretsOf gives the tokens that one of this package's own sources holds. Of any
// other source, each attempt's token is known to its exchange.
func secretsOf(source SessionSource) []string {
	if holder, ok := source.(interface{ secrets() []string }); ok {
		return holder.secrets()
	}
	return nil
}

// sessionCredential asks a source for its token before every attempt.
func sessionCredential(source SessionSource) *credential {
	return &credential{
		secrets: func() []string { return secretsOf(source) },
		grant: func(x *exchange) (grant, error) {
			refused := ""
			if x.refused != nil {
				refused = x.refused()
			}
			token, err := source.Token(x.ctx, refused, x.api.refresh)
			if err != nil {
				return grant{}, err
			}
			if refused != "" && token == refused {
				return grant{}, ErrSessionExpired
			}
			if err := checkSecret("SessionSource", "session token", token); err != nil {
				return grant{}, err
			}
			value := []string{"Bearer " + token}
			return grant{
				apply: func(h http.Header) { h["Authorization"] = value },
				token: func() string { return token },
			}, nil
		},
	}
}
