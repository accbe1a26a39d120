package partnerkit

// The credentials: what each puts on a request. Keys and tokens live in
// closures, which no verb of fmt, no logger and no JSON encoder can look into.

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/partnerkit/partnerkit-go/internal/call"
)

// bearer is a key that is sent as it is.
func bearer(key string) *call.Credential {
	fields := []call.Field{{Name: "Authorization", Value: "Bearer " + key}}
	always := call.Authorization{Fields: func() []call.Field { return fields }}
	return &call.Credential{
		Authorize: func(context.Context, *call.API, string) (call.Authorization, error) { return always, nil },
		Secrets:   func() []string { return []string{key} },
		Counts:    sha256.Sum256([]byte(key)),
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
func signed(key, secret string) *call.Credential {
	var (
		mu     sync.Mutex
		until  time.Time
		latest call.Authorization
	)
	authorize := func(context.Context, *call.API, string) (call.Authorization, error) {
		mu.Lock()
		defer mu.Unlock()
		now := time.Now().Round(0) // by the wall, as the API judges: the other clock may stand still
		if now.Before(until) {
			return latest, nil
		}
		expires := now.Add(appTokenLife)
		token, err := appToken(key, secret, jwt.NewNumericDate(expires))
		if err != nil {
			return call.Authorization{}, err
		}
		until = expires.Add(-appTokenGuard)
		fields := []call.Field{{Name: "X-Api-Key", Value: key}, {Name: "Authorization", Value: "Bearer " + token}}
		latest = call.Authorization{
			Fields: func() []call.Field { return fields },
			Token:  func() string { return token },
		}
		return latest, nil
	}
	return &call.Credential{
		Authorize: authorize,
		Secrets:   func() []string { return []string{secret, key} },
		Counts:    sha256.Sum256([]byte(key)),
	}
}

// secretsOf gives the tokens that one of this package's own sources holds. Of any
// other source, each attempt's token is known to its call.
func secretsOf(source SessionSource) []string {
	if holder, ok := source.(interface{ secrets() []string }); ok {
		return holder.secrets()
	}
	return nil
}

// sessionCredential asks a source for its token before every attempt.
func sessionCredential(source SessionSource) *call.Credential {
	authorize := func(ctx context.Context, api *call.API, refused string) (call.Authorization, error) {
		refresh := func(ctx context.Context, refreshToken string) (session, newRefresh string, err error) {
			return refreshSession(ctx, api, refreshToken)
		}
		token, err := source.Token(ctx, refused, refresh)
		if err != nil {
			return call.Authorization{}, err
		}
		if refused != "" && token == refused {
			return call.Authorization{}, ErrSessionExpired
		}
		if err := checkSecret("SessionSource", "session token", token); err != nil {
			return call.Authorization{}, err
		}
		return call.Authorization{
			Fields: func() []call.Field { return []call.Field{{Name: "Authorization", Value: "Bearer " + token}} },
			Token:  func() string { return token },
		}, nil
	}
	return &call.Credential{
		Authorize: authorize,
		Secrets:   func() []string { return secretsOf(source) },
		AsFailure: func(err error) *call.Failure { return refreshFailure(err).asFailure() },
		Counts:    new(byte), // one of a kind: a source of any type may be no key of a map
	}
}
