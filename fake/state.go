package fake

// The state of the fake: everything that its four backends know, as plain data. One shape serves as seed, as snapshot
// and, in JSON, as the file that the command reads. What the state does not say when it is loaded is made: ids count up,
// times are the fake's clock.

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"time"
)

// State is all that the fake's backends know. Its zero value is a valid state that holds nobody.
//
// A list that is nil is empty. A state is checked for contradictions, and for nothing else: bounds and forms that an API asks of
// a request, such as the form of an email or the length of a name, are not checked in a state.
//
// The state and its elements that hold credentials print without them under every fmt verb and in slog, while JSON does
// carry them, so that a snapshot can be stored and restored. A list of such elements alone, a []Partner, is to slog's
// JSONHandler a thing to encode as JSON: log the state, or one element.
type State struct {
	// Partners are the accounts of the Partner API; an id and a key each occur once.
	Partners []Partner `json:"partners"`
	// Users are the Partner API's users, in the order they were made; each exists once, whatever the number of partners.
	Users []User `json:"users"`
	// Apps are the accounts of the App API, each with its own users.
	Apps []App `json:"apps"`
	// ServiceAccounts are the accounts of the Portals API.
	ServiceAccounts []ServiceAccount `json:"serviceAccounts"`
	// Portals are the partner portals, each with its roles and its users.
	Portals []Portal `json:"portals"`
	// Profiles are the people of the Profile API.
	Profiles []Profile `json:"profiles"`
	// Sessions are the session tokens of the Profile API, one entry a token.
	Sessions []Session `json:"sessions"`
}

// LogValue gives slog the state without its credentials.
func (s State) LogValue() slog.Value { return printed(s) }

// Partner is an account of the Partner API.
type Partner struct {
	// ID names the partner inside the state; it never goes over the wire. Empty: one is made.
	ID string `json:"id"`
	// APIKey is the credential, sent as "Authorization: Bearer". Required, and unlike every other partner's.
	APIKey string `json:"apiKey"`
	// Permissions are among user:create, user:read, user:update and user:delete. None: every call is forbidden.
	Permissions []string `json:"permissions"`
}

// Format prints the partner without its API key.
func (p Partner) Format(f fmt.State, verb rune) {
	type partner Partner
	printRedacted(f, verb, (*partner)(&p), &p.APIKey)
}

// LogValue gives slog the partner without its API key.
func (p Partner) LogValue() slog.Value { return printed(p) }

// User is a user of the Partner API.
type User struct {
	// ID is a UUID, kept in lower case; that it is one is not checked in a state. Empty: one is made.
	ID string `json:"id"`
	// Email is required, and unlike every other user's without regard to case. Its form is not checked in a state.
	Email string `json:"email"`
	// TwitterUsername is nil where unset. Its length is not checked in a state.
	TwitterUsername *string `json:"twitterUsername"`
	// WalletAddress is nil where no wallet is connected. Its length is not checked in a state.
	WalletAddress *string `json:"walletAddress"`
	// PayID is nil where the user has none.
	PayID *PayID `json:"payId"`
	// CreatedAt is sent in milliseconds, UTC. Zero: the fake's clock when the state is loaded.
	CreatedAt time.Time `json:"createdAt,omitzero"`
	// UpdatedAt is sent in milliseconds, UTC. That it is not before CreatedAt is not checked in a state. Zero: CreatedAt.
	UpdatedAt time.Time `json:"updatedAt,omitzero"`
	// Partners are the ids of the partners that the user is associated with, each once. None: nobody sees the user.
	Partners []string `json:"partners"`
}

// PayID is the payment name of a User.
type PayID struct {
	// ID is a UUID, kept in lower case; that it is one, and the user's alone, is not checked in a state. Empty: one is made.
	ID string `json:"id"`
	// Name is what the user is paid under; any string.
	Name string `json:"name"`
}

// App is an account of the App API.
type App struct {
	// APIKey is sent in the X-API-KEY header. Required, and unlike every other app's.
	APIKey string `json:"apiKey"`
	// APISecret signs the HS256 tokens of the app and is never sent. Required.
	APISecret string `json:"apiSecret"`
	// WalletDelay is how long after their creation the app's new users have a wallet; it may not be negative. Zero: what
	// WithWalletDelay says.
	WalletDelay Duration `json:"walletDelay,omitzero"`
	// Users are the app's own users.
	Users []AppUser `json:"users"`
}

// Format prints the app without its key and its secret.
func (a App) Format(f fmt.State, verb rune) {
	type app App
	printRedacted(f, verb, (*app)(&a), &a.APIKey, &a.APISecret)
}

// LogValue gives slog the app without its key and its secret.
func (a App) LogValue() slog.Value { return printed(a) }

// AppUser is a user of an App.
type AppUser struct {
	// UID is twelve digits, once in an app; that it is digits is not checked in a state. Empty: one is made.
	UID string `json:"uid"`
	// CreatedAt is sent in microseconds, UTC. Zero: the fake's clock when the state is loaded.
	CreatedAt time.Time `json:"created_at,omitzero"`
	// Email is nil where unset, else once in an app without regard to case. Its form is not checked in a state.
	Email *string `json:"email"`
	// UserExternalID is the application's own id of the user: any string, compared exactly, once in an app. Empty: the user has
	// none, which JSON writes as null.
	UserExternalID string `json:"user_external_id" strict:"nullable"`
	// WalletsAt is when the user's wallets are made: before that time of the fake's clock the API shows none. Zero: they are
	// there.
	WalletsAt time.Time `json:"walletsAt,omitzero"`
	// Wallets may be empty, since wallets are made later than users.
	Wallets []Wallet `json:"wallets"`
}

// MarshalJSON writes an external id that there is not as null.
func (u AppUser) MarshalJSON() ([]byte, error) {
	var externalID *string
	if u.UserExternalID != "" {
		externalID = &u.UserExternalID
	}
	return json.Marshal(struct {
		UID            string    `json:"uid"`
		CreatedAt      time.Time `json:"created_at,omitzero"`
		Email          *string   `json:"email"`
		UserExternalID *string   `json:"user_external_id"`
		WalletsAt      time.Time `json:"walletsAt,omitzero"`
		Wallets        []Wallet  `json:"wallets"`
	}{u.UID, u.CreatedAt, u.Email, externalID, u.WalletsAt, u.Wallets})
}

// Wallet is a wallet of an AppUser.
type Wallet struct {
	// Address is empty while the wallet is being made.
	Address string `json:"address"`
	// ExplorerURL is where the wallet can be looked at; any string.
	ExplorerURL string `json:"explorer_url"`
	// Network is Polygon, Solana or any other name.
	Network string `json:"network"`
	// ChainID is set for EVM networks only; nil leaves the member out.
	ChainID *int64 `json:"chain_id,omitempty"`
}

// ServiceAccount is an account of the Portals API.
type ServiceAccount struct {
	// Key is the credential, sent as "Authorization: Bearer". Required, and unlike every other account's. That it begins with
	// "sk:" is not checked in a state.
	Key string `json:"key"`
	// Portals are the ids of the portals that the account has access to, each once.
	Portals []string `json:"portals"`
	// AllPortals gives access to every portal, and the right to learn that a portal does not exist.
	AllPortals bool `json:"allPortals"`
	// ReadOnly forbids creating and deleting users.
	ReadOnly bool `json:"readOnly"`
}

// Format prints the service account without its key.
func (s ServiceAccount) Format(f fmt.State, verb rune) {
	type serviceAccount ServiceAccount
	printRedacted(f, verb, (*serviceAccount)(&s), &s.Key)
}

// LogValue gives slog the service account without its key.
func (s ServiceAccount) LogValue() slog.Value { return printed(s) }

// Portal is a partner portal.
type Portal struct {
	// ID is once in a state. Empty: one is made.
	ID string `json:"id"`
	// Roles are the ids of the roles that the portal's users can have, each once.
	Roles []string `json:"roles"`
	// Users are in the order they were made, which is the order of a listing.
	Users []PortalUser `json:"users"`
}

// PortalUser is a user of a Portal.
type PortalUser struct {
	// ID is once in a portal. Empty: one is made.
	ID string `json:"id"`
	// FirstName is any string.
	FirstName string `json:"first_name"`
	// LastName is any string.
	LastName string `json:"last_name"`
	// Email is required, and once in a portal without regard to case. Its form is not checked in a state.
	Email string `json:"email"`
	// LastLoggedAt is sent in milliseconds, UTC; nil for a user who never logged in.
	LastLoggedAt *time.Time `json:"last_logged_at"`
	// Roles are among the portal's, each once. That there is one is not checked in a state.
	Roles []string `json:"roles"`
	// Locale is never sent. Empty: en_US.
	Locale string `json:"locale"`
}

// Profile is a person of the Profile API.
type Profile struct {
	// Username is required, and once in a state.
	Username string `json:"username"`
	// DisplayName is any string; its length is not checked in a state.
	DisplayName string `json:"displayName"`
	// Handle is once in a state without regard to case; its form is not checked there. Empty for a person who has none.
	Handle string `json:"handle"`
	// Biography is nil where unset. Its length is not checked in a state.
	Biography *string `json:"biography"`
	// DateOfBirth is an ISO 8601 date such as "1990-05-17"; nil where unset. That it is past is not checked in a state.
	DateOfBirth *string `json:"dateOfBirth"`
	// Containers are the ids of the containers where the profile is public, each once.
	Containers []string `json:"containers"`
	// Referrals are the people that this one brought in.
	Referrals []Referral `json:"referrals"`
	// Notifications may be in any order; they are listed newest first, equal times in the order of this list.
	Notifications []Notification `json:"notifications"`
}

// Referral is a person whom a Profile brought in; it need not be a profile of the state.
type Referral struct {
	// Username is any string.
	Username string `json:"username"`
	// DisplayName is any string.
	DisplayName string `json:"displayName"`
	// JoinedAt is sent in milliseconds, UTC. Zero: the fake's clock when the state is loaded.
	JoinedAt time.Time `json:"joinedAt,omitzero"`
}

// Notification is a message to a Profile.
type Notification struct {
	// ID is once in a profile. Empty: one is made.
	ID string `json:"id"`
	// ContainerID is required; listing asks for one container's notifications.
	ContainerID string `json:"containerId"`
	// Type is any string.
	Type string `json:"type"`
	// Title is any string.
	Title string `json:"title"`
	// Message is any string.
	Message string `json:"message"`
	// Read is set by marking all notifications read.
	Read bool `json:"read"`
	// CreatedAt is sent in milliseconds, UTC. Zero: the fake's clock when the state is loaded.
	CreatedAt time.Time `json:"createdAt,omitzero"`
}

// Session is a session token of the Profile API and the refresh token that it came from. Those that a state was loaded with
// stay; of those made by refreshing since, each refresh token has the last 16 that are past their time, and all that are not.
type Session struct {
	// Username names the profile whose session it is. Required.
	Username string `json:"username"`
	// SessionToken is the credential, sent as "Authorization: Bearer". Required, and once in a state.
	SessionToken string `json:"sessionToken"`
	// SessionExpiresAt is when the session token ends. Zero: ten minutes from the fake's clock when the state is loaded.
	SessionExpiresAt time.Time `json:"sessionExpiresAt,omitzero"`
	// RefreshToken gets new session tokens; several sessions of one profile may share it. Empty: the session has none.
	RefreshToken string `json:"refreshToken"`
	// RefreshExpiresAt is when the refresh token ends; two sessions that share the token may not say two times. Zero: what
	// another session says of the token, else thirty days from the fake's clock when the state is loaded.
	RefreshExpiresAt time.Time `json:"refreshExpiresAt,omitzero"`
}

// Format prints the session without its two tokens.
func (s Session) Format(f fmt.State, verb rune) {
	type session Session
	printRedacted(f, verb, (*session)(&s), &s.SessionToken, &s.RefreshToken)
}

// LogValue gives slog the session without its two tokens.
func (s Session) LogValue() slog.Value { return printed(s) }
