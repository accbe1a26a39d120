package credential

// The App API's credential: the secret stays here, and signs a short-lived token.

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/partnerkit/partnerkit-go/internal/call"
)

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

// Signed is a key with a secret: the key is sent, the secret signs a token that
// is used until shortly before its end.
func Signed(key, secret string) *call.Credential {
	var (
		mu     sync.Mutex
		until  time.Time
		cached call.Authorization
	)
	authorize := func(context.Context, *call.API, string) (call.Authorization, error) {
		mu.Lock()
		defer mu.Unlock()
		now := time.Now().Round(0) // wall clock, as the API judges exp: the monotonic clock may stand still while the machine sleeps
		if now.Before(until) {
			return cached, nil
		}
		expires := now.Add(appTokenLife)
		token, err := appToken(key, secret, jwt.NewNumericDate(expires))
		if err != nil {
			return call.Authorization{}, err
		}
		until = expires.Add(-appTokenGuard)
		fields := []call.Field{{Name: "X-Api-Key", Value: key}, {Name: "Authorization", Value: "Bearer " + token}}
		cached = call.Authorization{
			Fields: func() []call.Field { return fields },
			Token:  func() string { return token },
		}
		return cached, nil
	}
	return &call.Credential{
		Authorize: authorize,
		Secrets:   func() []string { return []string{secret, key} },
		Identity:  sha256.Sum256([]byte(key)),
	}
}
