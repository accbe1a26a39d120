package partnerkit

// Users of a partner account (Partner API).

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/jsonwrite"
	"github.com/partnerkit/partnerkit-go/internal/series"
)

// UsersService reaches the users of a partner account with WithPartnerKey.
//
// Every method can also return the errors that the package documentation lists under Errors.
type UsersService struct{ api *call.API }

// User is a user as one partner sees them. A user exists once in the system,
// whatever the number of partners; a partner sees only those associated with it.
type User struct {
	ID              string    `json:"id"`                 // a UUID
	Email           string    `json:"email"`              // as it was given
	TwitterUsername string    `json:"twitterUsername"`    // empty where unset
	WalletAddress   string    `json:"walletAddress"`      // empty where none is connected
	CreatedAt       time.Time `json:"createdAt"`          // when the user was first made, by whatever partner; milliseconds, UTC
	UpdatedAt       time.Time `json:"updatedAt,omitzero"` // when something last changed; zero in the response to Create
	PayID           *PayID    `json:"payId"`              // nil where there is none, and in the responses to Create, Update and DisconnectWallet
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
	TwitterUsername Opt[string] `json:"twitterUsername,omitzero"` // Null clears it; an empty text is refused
	WalletAddress   Opt[string] `json:"walletAddress,omitzero"`   // Null clears it; an empty text is refused
}

var (
	usersCreate = call.Endpoint{
		Name: "Users.Create", Method: http.MethodPost, Route: "/v1/users",
		Cases: map[int]error{http.StatusConflict: ErrUserAlreadyAssociated},
	}
	usersGet = call.Endpoint{
		Name: "Users.Get", Method: http.MethodGet, Route: "/v1/users/{id}", Idempotent: true,
		Cases: map[int]error{http.StatusNotFound: ErrUserNotFound},
	}
	usersUpdate = call.Endpoint{
		Name: "Users.Update", Method: http.MethodPut, Route: "/v1/users/{id}",
		Cases: map[int]error{http.StatusNotFound: ErrUserNotFound, http.StatusConflict: ErrEmailInUse},
	}
	usersDisassociate = call.Endpoint{
		Name: "Users.Disassociate", Method: http.MethodDelete, Route: "/v1/users/{id}",
		Cases: map[int]error{http.StatusNotFound: ErrAssociationNotFound},
	}
	usersDisconnectWallet = call.Endpoint{
		Name: "Users.DisconnectWallet", Method: http.MethodPost, Route: "/v1/users/{id}/disconnect-wallet",
		Cases: map[int]error{http.StatusBadRequest: ErrNoWallet, http.StatusNotFound: ErrUserNotFound},
	}
	usersGetByEmail = call.Endpoint{
		Name: "Users.GetByEmail", Method: http.MethodGet, Route: "/v1/users/email/{email}", Idempotent: true,
		Cases: map[int]error{http.StatusNotFound: ErrUserNotFound},
	}
	// Both requests of Ensure carry its name in errors and logs, and both may be repeated.
	usersEnsureCreate = call.Endpoint{
		Name: "Users.Ensure", Method: http.MethodPost, Route: usersCreate.Route, Idempotent: true, Cases: usersCreate.Cases,
	}
	usersEnsureGet = call.Endpoint{
		Name: "Users.Ensure", Method: http.MethodGet, Route: usersGetByEmail.Route, Idempotent: true, Cases: usersGetByEmail.Cases,
	}
)

// Create makes a user, or associates the one who has the e-mail already: then
// the other members are ignored. POST /v1/users, permission user:create.
//
// It is sent once: if the response is lost, the error is ErrOutcomeUnknown, and Ensure is the
// way to ask again. Errors: ErrUserAlreadyAssociated, ErrBadRequest, ErrUnauthorized,
// ErrForbidden, ErrRateLimited, ErrServer.
func (s *UsersService) Create(ctx context.Context, params UserCreateParams, opts ...CallOption) (*User, error) {
	return do(ctx, apiOf(s), params.createRequest(&usersCreate), opts)
}

// Ensure makes sure that a user with the e-mail is associated with the partner:
// it creates the user, and if they are associated already it gets them by e-mail. The other
// members apply only to a user that it creates. POST /v1/users, then GET
// /v1/users/email/{email}, permissions user:create and user:read.
//
// It is repeated freely: the result is the same however often the network lies.
// Errors: those of Create and GetByEmail, but ErrUserAlreadyAssociated only where
// the user went and came back in between. An error does not say that nothing
// happened: call it again.
func (s *UsersService) Ensure(ctx context.Context, params UserCreateParams, opts ...CallOption) (*User, error) {
	return doSeries(ctx, apiOf(s), opts, params.ensure)
}

// Get returns a user of the partner. GET /v1/users/{id}, permission user:read.
//
// Repeated freely. Errors: ErrUserNotFound, also where the user is not associated
// with the partner; ErrUnauthorized, ErrForbidden, ErrRateLimited, ErrServer.
func (s *UsersService) Get(ctx context.Context, id string, opts ...CallOption) (*User, error) {
	return do(ctx, apiOf(s), userByID(&usersGet, id), opts)
}

// GetByEmail returns the user of the partner with an e-mail, compared without
// regard to case. GET /v1/users/email/{email}, permission user:read.
//
// Repeated freely. Errors: those of Get.
func (s *UsersService) GetByEmail(ctx context.Context, email string, opts ...CallOption) (*User, error) {
	return do(ctx, apiOf(s), userByEmail(&usersGetByEmail, email), opts)
}

// Update changes the members that are given and leaves the others. PUT
// /v1/users/{id}, permission user:update.
//
// It is sent once. If the response is lost, the client reads the user back and compares the
// members that were set: if they match, the update succeeded, else the error is
// ErrOutcomeUnknown. That needs user:read, and relies on reading one's own writes.
// Errors: ErrUserNotFound, ErrEmailInUse, ErrBadRequest, ErrUnauthorized, ErrForbidden,
// ErrRateLimited, ErrServer.
func (s *UsersService) Update(ctx context.Context, id string, params UserUpdateParams, opts ...CallOption) (*User, error) {
	r := userByID(&usersUpdate, id)
	r.Body, r.ArgErr = jsonwrite.Write(params.write), params.validate()
	r.ReadBack = call.ReadBackIf(userByID(&usersGet, id), params.matches)
	return do(ctx, apiOf(s), r, opts)
}

// Disassociate ends the association between the partner and a user, who stays
// in the system. DELETE /v1/users/{id}, permission user:delete.
//
// It is sent once. If the response is lost, the client looks for the user: if the API says
// that there is none, the call succeeded, else the error is ErrOutcomeUnknown. That needs
// user:read, and relies on reading one's own writes. Errors: ErrAssociationNotFound,
// ErrUnauthorized, ErrForbidden, ErrRateLimited, ErrServer.
func (s *UsersService) Disassociate(ctx context.Context, id string, opts ...CallOption) error {
	_, err := do(ctx, apiOf(s), call.Request[call.Nothing]{
		Endpoint: &usersDisassociate,
		Params:   call.Params{Path: [2]string{id}},
		Decode:   call.DecodeNothing,
		ReadBack: call.ConfirmDeleted[call.Nothing](userByID(&usersGet, id), ErrUserNotFound),
	}, opts)
	return err
}

// DisconnectWallet takes the wallet from a user. POST
// /v1/users/{id}/disconnect-wallet, permission user:update.
//
// It is sent once. If the response is lost, the client reads the user back: if they have no
// wallet, the call succeeded, else the error is ErrOutcomeUnknown. That needs user:read,
// and relies on reading one's own writes. Errors: ErrNoWallet,
// ErrUserNotFound, ErrUnauthorized, ErrForbidden, ErrRateLimited, ErrServer.
func (s *UsersService) DisconnectWallet(ctx context.Context, id string, opts ...CallOption) (*User, error) {
	r := userByID(&usersDisconnectWallet, id)
	r.ReadBack = call.ReadBackIf(userByID(&usersGet, id), func(u *User) bool { return u.WalletAddress == "" })
	return do(ctx, apiOf(s), r, opts)
}

// ensure creates the user, and gets them where they are associated already.
func (p UserCreateParams) ensure(ctx context.Context, requests *series.Requests) (*User, *call.Failure) {
	user, failure := series.Do(ctx, requests, p.createRequest(&usersEnsureCreate))
	if failure.IsCase(ErrUserAlreadyAssociated) {
		user, failure = series.Do(ctx, requests, userByEmail(&usersEnsureGet, p.Email))
		if failure.IsCase(ErrUserNotFound) {
			user, failure = series.Do(ctx, requests, p.createRequest(&usersEnsureCreate))
		}
	}
	return user, failure
}

// userByID is a request whose response is the user with the ID.
func userByID(endpoint *call.Endpoint, id string) call.Request[User] {
	return call.Request[User]{
		Endpoint: endpoint,
		Params:   call.Params{Path: [2]string{id}},
		Decode:   decodeUser,
		Validate: (*User).validate,
		WantID:   id,
	}
}

func userByEmail(endpoint *call.Endpoint, email string) call.Request[User] {
	return call.Request[User]{
		Endpoint: endpoint,
		Params:   call.Params{Path: [2]string{email}},
		Decode:   decodeUser,
		Validate: (*User).validateEmail,
		WantID:   email,
	}
}

// createRequest is the request for a new user, whose ID is not known before.
func (p UserCreateParams) createRequest(endpoint *call.Endpoint) call.Request[User] {
	return call.Request[User]{
		Endpoint: endpoint,
		Params:   call.Params{Body: jsonwrite.Write(p.write), ArgErr: p.validate()},
		Decode:   decodeUser,
		Validate: func(u *User, _ string) error { return present("id", u.ID) },
	}
}

func (p UserCreateParams) write(o *jsonwrite.Object) {
	o.String("email", p.Email)
	o.OptionalString("twitterUsername", p.TwitterUsername)
	o.OptionalString("walletAddress", p.WalletAddress)
}

func (p UserCreateParams) validate() error {
	if err := required(argument{"email", p.Email}); err != nil {
		return err
	}
	return validateText(argument{"twitterUsername", p.TwitterUsername}, argument{"walletAddress", p.WalletAddress})
}

func (p UserUpdateParams) write(o *jsonwrite.Object) {
	p.Email.write(o, "email", o.String)
	p.TwitterUsername.write(o, "twitterUsername", o.String)
	p.WalletAddress.write(o, "walletAddress", o.String)
}

func (p UserUpdateParams) validate() error {
	switch {
	case p.Email.IsNull():
		return argErr("email is null: a user has one")
	case p == UserUpdateParams{}:
		return argErr("the update changes nothing")
	default:
		if err := notEmpty("twitterUsername", p.TwitterUsername); err != nil {
			return err
		}
		if err := notEmpty("walletAddress", p.WalletAddress); err != nil {
			return err
		}
		return validateText(argument{"email", p.Email.value}, argument{"twitterUsername", p.TwitterUsername.value}, argument{"walletAddress", p.WalletAddress.value})
	}
}

// matches reports whether a user has what the update set.
func (p UserUpdateParams) matches(u *User) bool {
	return matches(p.Email, u.Email) && matches(p.TwitterUsername, u.TwitterUsername) && matches(p.WalletAddress, u.WalletAddress)
}

// notEmpty refuses an empty text for a member that the API clears by null.
func notEmpty(name string, o Opt[string]) error {
	if text, ok := o.Get(); ok && text == "" {
		return namedArgErr(name, "is empty: Null clears it")
	}
	return nil
}

// String says who the user is, on one line: for a person, not for a program.
func (u User) String() string {
	parts := []string{u.ID, u.Email}
	for _, optional := range []struct{ name, value string }{{"twitter", u.TwitterUsername}, {"wallet", u.WalletAddress}} {
		if optional.value != "" {
			parts = append(parts, optional.name+" "+optional.value)
		}
	}
	if u.PayID != nil {
		parts = append(parts, "payId "+u.PayID.Name)
	}
	return "User{" + strings.Join(parts, ", ") + "}"
}

// validate reports what is wrong with a response about the user with the ID.
func (u *User) validate(wantID string) error {
	if u.ID != "" && !strings.EqualFold(u.ID, wantID) {
		return errAnotherUser
	}
	return present("id", u.ID)
}

// validateEmail reports what is wrong with a response about the user with the e-mail.
func (u *User) validateEmail(wantEmail string) error {
	if !strings.EqualFold(u.Email, wantEmail) {
		return errAnotherUser
	}
	return present("id", u.ID)
}
