package partnerkit

// Users of a partner account (Partner API), and the users of an app by external
// id (App API).

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"
)

// UsersService reaches the users of a partner account with WithPartnerKey, and
// the users of an app with WithAppKey.
//
// Beside what a method's documentation names, every method can end with
// ErrInvalidArgument, ErrNoCredential or ErrNoBaseURL before anything is sent, with
// ErrMalformedResponse or ErrResponseTooLarge about an answer, and with the error
// of its context, of the limiter or of the connection.
type UsersService struct{ partner, app *api }

// User is a user as one partner sees him. A user exists once in the system,
// whatever the number of partners; a partner sees only those associated with it.
type User struct {
	ID              string    `json:"id"`              // a UUID
	Email           string    `json:"email"`           // as it was given
	TwitterUsername string    `json:"twitterUsername"` // empty where unset
	WalletAddress   string    `json:"walletAddress"`   // empty where none is connected
	CreatedAt       time.Time `json:"createdAt"`       // when the user was first made, by whatever partner; milliseconds, UTC
	UpdatedAt       time.Time `json:"updatedAt"`       // when something last changed; zero in the answer to Create
	PayID           *PayID    `json:"payId"`           // nil where there is none, and in the answers to Create, Update and DisconnectWallet
}

// PayID is the payment name of a user.
type PayID struct {
	ID   string `json:"id"`   // a UUID
	Name string `json:"name"` // such as "johndoe"
}

// UserCreateParams is a user to make, or to associate where the e-mail is known.
type UserCreateParams struct {
	Email           string `json:"email"`                     // required; a plain address
	TwitterUsername string `json:"twitterUsername,omitempty"` // empty sends none
	WalletAddress   string `json:"walletAddress,omitempty"`   // empty sends none
}

// UserUpdateParams says what to change; at least one member must be given. The
// zero Opt leaves a member as it is, Set gives it a value.
type UserUpdateParams struct {
	Email           Opt[string] `json:"email,omitzero"`           // Null is refused: a user has an e-mail
	TwitterUsername Opt[string] `json:"twitterUsername,omitzero"` // Null clears it
	WalletAddress   Opt[string] `json:"walletAddress,omitzero"`   // Null clears it
}

// AppUser is a user of an app.
type AppUser struct {
	UID            string    `json:"uid"`              // the API's own id, 12 digits
	CreatedAt      time.Time `json:"created_at"`       // microseconds, UTC
	Email          string    `json:"email"`            // empty where unset
	UserExternalID string    `json:"user_external_id"` // the app's own id of the user
	Wallets        []Wallet  `json:"wallets"`          // empty until the first was made
	ClientID       string    `json:"client_id"`        // deprecated name of UserExternalID; empty where not sent
}

// Wallet is a wallet of an AppUser.
type Wallet struct {
	Address     string `json:"address"`      // empty while the wallet is being made
	ExplorerURL string `json:"explorer_url"` // a page about the wallet
	Network     string `json:"network"`      // "Polygon", "Solana", or one that came later
	ChainID     int64  `json:"chain_id"`     // the EVM chain; 0 elsewhere
}

var (
	usersCreate = operation{
		name: "Users.Create", method: http.MethodPost, route: "/v1/users", repeat: once,
		cases: map[int]error{http.StatusConflict: ErrUserAlreadyAssociated},
	}
	usersGet = operation{
		name: "Users.Get", method: http.MethodGet, route: "/v1/users/{id}", repeat: harmless,
		cases: map[int]error{http.StatusNotFound: ErrUserNotFound},
	}
	usersUpdate = operation{
		name: "Users.Update", method: http.MethodPut, route: "/v1/users/{id}", repeat: once,
		cases: map[int]error{http.StatusNotFound: ErrUserNotFound, http.StatusConflict: ErrEmailInUse},
	}
	usersDisassociate = operation{
		name: "Users.Disassociate", method: http.MethodDelete, route: "/v1/users/{id}", repeat: once,
		cases: map[int]error{http.StatusNotFound: ErrAssociationNotFound},
	}
	usersDisconnectWallet = operation{
		name: "Users.DisconnectWallet", method: http.MethodPost, route: "/v1/users/{id}/disconnect-wallet", repeat: once,
		cases: map[int]error{http.StatusBadRequest: ErrNoWallet, http.StatusNotFound: ErrUserNotFound},
	}
	usersGetByEmail = operation{
		name: "Users.GetByEmail", method: http.MethodGet, route: "/v1/users/email/{email}", repeat: harmless,
		cases: map[int]error{http.StatusNotFound: ErrUserNotFound},
	}
	usersGetByExternalID = operation{
		name: "Users.GetByExternalID", method: http.MethodGet, route: "/v1/user", repeat: harmless,
	}
	// Ensure asks twice for the same user: its parts go by its name, and may be repeated.
	usersEnsureCreate = operation{
		name: "Users.Ensure", method: http.MethodPost, route: usersCreate.route, repeat: harmless, cases: usersCreate.cases,
	}
	usersEnsureGet = operation{
		name: "Users.Ensure", method: http.MethodGet, route: usersGetByEmail.route, repeat: harmless, cases: usersGetByEmail.cases,
	}
)

// Create makes a user, or associates the one who has the e-mail already: then
// the other members are ignored. POST /v1/users, permission user:create.
//
// It is sent once: a lost answer is ErrOutcomeUnknown, and Ensure is the way to
// ask again. Errors: ErrUserAlreadyAssociated, ErrBadRequest, ErrUnauthorized,
// ErrForbidden, ErrRateLimited, ErrServer.
func (s *UsersService) Create(ctx context.Context, params UserCreateParams, opts ...CallOption) (*User, error) {
	return do(ctx, s.partnerAPI(), params.call(&usersCreate), opts)
}

// Ensure makes sure that a user with the e-mail is associated with the partner:
// it creates, and where he is associated already gets him by e-mail. The other
// members apply only to a user that it creates. POST /v1/users, then GET
// /v1/users/email/{email}, permissions user:create and user:read.
//
// It is repeated freely: the answer is the same however often the network lies.
// Errors: those of Create and GetByEmail, but ErrUserAlreadyAssociated only where
// the user went and came back in between. An error does not say that nothing
// happened: call it again.
func (s *UsersService) Ensure(ctx context.Context, params UserCreateParams, opts ...CallOption) (*User, error) {
	user, err := do(ctx, s.partnerAPI(), params.call(&usersEnsureCreate), opts)
	if !errors.Is(err, ErrUserAlreadyAssociated) {
		return user, err
	}
	user, err = do(ctx, s.partner, byEmail(&usersEnsureGet, params.Email), following(opts, err))
	if !errors.Is(err, ErrUserNotFound) {
		return user, err
	}
	return do(ctx, s.partner, params.call(&usersEnsureCreate), following(opts, err))
}

// Get returns a user of the partner. GET /v1/users/{id}, permission user:read.
//
// Repeated freely. Errors: ErrUserNotFound, also where the user is not associated
// with the partner; ErrUnauthorized, ErrForbidden, ErrRateLimited, ErrServer.
func (s *UsersService) Get(ctx context.Context, id string, opts ...CallOption) (*User, error) {
	return do(ctx, s.partnerAPI(), call[User]{
		operation: &usersGet,
		input:     input{path: [2]string{id}},
		lacks:     (*User).isNot,
		want:      id,
	}, opts)
}

// GetByEmail returns the user of the partner with an e-mail, compared without
// regard to case. GET /v1/users/email/{email}, permission user:read.
//
// Repeated freely. Errors: those of Get.
func (s *UsersService) GetByEmail(ctx context.Context, email string, opts ...CallOption) (*User, error) {
	return do(ctx, s.partnerAPI(), byEmail(&usersGetByEmail, email), opts)
}

// GetByExternalID returns the user of the app to whom the app gave an id of its
// own, compared exactly. GET /v1/user?user_external_id={id}.
//
// Repeated freely. Errors: ErrUserNotFound (its status is 200) where nobody
// matches; ErrBadRequest, ErrUnauthorized, ErrRateLimited, ErrServer.
func (s *UsersService) GetByExternalID(ctx context.Context, externalID string, opts ...CallOption) (*AppUser, error) {
	return do(ctx, s.appAPI(), call[AppUser]{
		operation: &usersGetByExternalID,
		input: input{
			query:  externalIDQuery{externalID},
			refuse: required(argument{"external id", externalID}),
		},
		lacks: (*AppUser).isNot,
		want:  externalID,
	}, opts)
}

// Update changes the members that are given and leaves the others. PUT
// /v1/users/{id}, permission user:update.
//
// It is sent once. When the answer is lost it reads the user back and compares
// the members it set: if they are there it succeeded, else the error is
// ErrOutcomeUnknown. That needs user:read, and relies on reading one's own writes.
// Errors: ErrUserNotFound, ErrEmailInUse, ErrBadRequest, ErrUnauthorized, ErrForbidden,
// ErrRateLimited, ErrServer.
func (s *UsersService) Update(ctx context.Context, id string, params UserUpdateParams, opts ...CallOption) (*User, error) {
	return do(ctx, s.partnerAPI(), call[User]{
		operation: &usersUpdate,
		input:     input{path: [2]string{id}, body: params, refuse: params.check()},
		lacks:     (*User).isNot,
		want:      id,
		readBack:  s.readBack(id, params.heldBy),
	}, opts)
}

// Disassociate ends the association between the partner and a user, who stays
// in the system. DELETE /v1/users/{id}, permission user:delete.
//
// It is sent once. When the answer is lost it looks for the user: if the API
// knows him no more it succeeded, else the error is ErrOutcomeUnknown. That needs
// user:read, and relies on reading one's own writes. Errors: ErrAssociationNotFound, ErrUnauthorized, ErrForbidden, ErrRateLimited,
// ErrServer.
func (s *UsersService) Disassociate(ctx context.Context, id string, opts ...CallOption) error {
	_, err := do(ctx, s.partnerAPI(), call[nothing]{
		operation: &usersDisassociate,
		input:     input{path: [2]string{id}},
		readBack:  gone[User, nothing](s.Get, id),
	}, opts)
	return err
}

// DisconnectWallet takes the wallet from a user. POST
// /v1/users/{id}/disconnect-wallet, permission user:update.
//
// It is sent once. When the answer is lost it reads the user back: if he has no
// wallet it succeeded, else the error is ErrOutcomeUnknown. That needs user:read,
// and relies on reading one's own writes. Errors: ErrNoWallet,
// ErrUserNotFound, ErrUnauthorized, ErrForbidden, ErrRateLimited, ErrServer.
func (s *UsersService) DisconnectWallet(ctx context.Context, id string, opts ...CallOption) (*User, error) {
	return do(ctx, s.partnerAPI(), call[User]{
		operation: &usersDisconnectWallet,
		input:     input{path: [2]string{id}},
		lacks:     (*User).isNot,
		want:      id,
		readBack:  s.readBack(id, func(u *User) bool { return u.WalletAddress == "" }),
	}, opts)
}

func (s *UsersService) partnerAPI() *api {
	if s == nil {
		return nil
	}
	return s.partner
}

func (s *UsersService) appAPI() *api {
	if s == nil {
		return nil
	}
	return s.app
}

// readBack gets the user and asks whether a write's effect shows.
func (s *UsersService) readBack(id string, shows func(*User) bool) func(context.Context, []CallOption) (*User, bool) {
	return func(ctx context.Context, opts []CallOption) (*User, bool) {
		user, err := s.Get(ctx, id, opts...)
		return user, err == nil && shows(user)
	}
}

func (p UserCreateParams) call(o *operation) call[User] {
	return call[User]{
		operation: o,
		input:     input{body: p, refuse: required(argument{"email", p.Email})},
		lacks:     func(u *User, _ string) string { return missing("id", u.ID) },
	}
}

func byEmail(o *operation, email string) call[User] {
	return call[User]{
		operation: o,
		input:     input{path: [2]string{email}},
		want:      email,
		lacks: func(u *User, email string) string {
			if !strings.EqualFold(u.Email, email) {
				return "it is another user's"
			}
			return missing("id", u.ID)
		},
	}
}

func (p UserUpdateParams) check() error {
	switch {
	case p.Email.IsNull():
		return invalid("email is null: a user has one")
	case p == UserUpdateParams{}:
		return invalid("the update changes nothing")
	default:
		return nil
	}
}

func (p UserUpdateParams) heldBy(u *User) bool {
	return holds(p.Email, u.Email) && holds(p.TwitterUsername, u.TwitterUsername) && holds(p.WalletAddress, u.WalletAddress)
}

// isNot complains about an answer that is not about the user with the id.
func (u *User) isNot(id string) string {
	if u.ID != "" && !strings.EqualFold(u.ID, id) {
		return "it is another user's"
	}
	return missing("id", u.ID)
}

type externalIDQuery struct {
	UserExternalID string `url:"user_external_id"`
}

// isNot complains about an answer that is not about the user with the external
// id; the deprecated client_id stands in for an absent one.
func (u *AppUser) isNot(externalID string) string {
	if u.UserExternalID == "" {
		u.UserExternalID = u.ClientID
	}
	if u.UserExternalID != externalID {
		return "it is another user's"
	}
	return missing("uid", u.UID)
}

func missing(name, value string) string {
	if value == "" {
		return name + " is missing"
	}
	return ""
}

// gone reads an object back and takes the API's own word that there is none for
// the effect of a deletion.
func gone[T, A any](get func(context.Context, string, ...CallOption) (*T, error), id string) func(context.Context, []CallOption) (*A, bool) {
	return func(ctx context.Context, opts []CallOption) (*A, bool) {
		_, err := get(ctx, id, opts...)
		return new(A), errors.Is(err, ErrUserNotFound)
	}
}

// following continues the count of attempts where an earlier part of the same
// method ended.
func following(opts []CallOption, err error) []CallOption {
	sends := 0
	if e, ok := errors.AsType[*Error](err); ok {
		sends = e.Attempts
	}
	return append(opts[:len(opts):len(opts)], after(sends))
}
