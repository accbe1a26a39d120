package fake

// Credentials: one of each kind, which can be encoded as JSON but not printed by accident.

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

// Credentials holds one credential of each kind; one that the state has none of is empty. JSON has the values, since
// the command prints them so. fmt and slog never do.
type Credentials struct {
	// PartnerKey is a key of the Partner API.
	PartnerKey string `json:"partnerKey"`
	// AppKey is a key of the App API.
	AppKey string `json:"appKey"`
	// AppSecret is what the App API's tokens are signed with.
	AppSecret string `json:"appSecret"`
	// ServiceAccountKey is a key of the Portals API, "sk:…".
	ServiceAccountKey string `json:"serviceAccountKey"`
	// SessionToken is a session of the Profile API.
	SessionToken string `json:"sessionToken"`
	// RefreshToken renews that session.
	RefreshToken string `json:"refreshToken"`
}

// firstCredentials are the first of each kind in a state.
func firstCredentials(s backend.State) Credentials {
	app, session := s.Apps.First(), s.Sessions.First()
	return Credentials{
		PartnerKey:        s.Partners.First().APIKey,
		AppKey:            app.APIKey,
		AppSecret:         app.APISecret,
		ServiceAccountKey: s.ServiceAccounts.First().Key,
		SessionToken:      session.SessionToken,
		RefreshToken:      session.RefreshToken,
	}
}

// Format writes no value, whatever the verb.
func (Credentials) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "fake.Credentials{[redacted]}")
}

// LogValue gives slog no value either.
func (Credentials) LogValue() slog.Value { return slog.StringValue("fake.Credentials{[redacted]}") }
