package partnerkit

// Users of an app (App API).

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/jsonread"
	"github.com/partnerkit/partnerkit-go/internal/jsonwrite"
	"github.com/partnerkit/partnerkit-go/internal/series"
)

// AppUsersService reaches the users of an app with WithAppKey.
//
// Every method can also return the errors that the package documentation lists under Errors.
type AppUsersService struct{ api *call.API }

// AppUser is a user of an app.
type AppUser struct {
	UID            string    `json:"uid"`              // the API's own id, 12 digits
	CreatedAt      time.Time `json:"created_at"`       // microseconds, UTC
	Email          string    `json:"email"`            // empty where unset
	UserExternalID string    `json:"user_external_id"` // the app's own id of the user; empty where it gave none
	Wallets        []Wallet  `json:"wallets"`          // empty until the first was made
	ClientID       string    `json:"client_id"`        // deprecated name of UserExternalID; empty where not sent
}

// Wallet is a wallet of an AppUser. Of an app that has one chain only the address is known.
type Wallet struct {
	Address     string `json:"address"`      // empty while the wallet is being made
	ExplorerURL string `json:"explorer_url"` // a page about the wallet
	Network     string `json:"network"`      // "Polygon", "Solana", or one that came later
	ChainID     int64  `json:"chain_id"`     // the EVM chain; 0 elsewhere
}

// AppUserCreateParams is a user of an app to make. Each member is unique within the app.
type AppUserCreateParams struct {
	UserExternalID string `json:"user_external_id,omitempty"` // the app's own id of the user, compared exactly; empty sends none
	Email          string `json:"email,omitempty"`            // a plain address; empty sends none
}

var (
	appUsersGet = call.Endpoint{
		Name: "AppUsers.Get", Method: http.MethodGet, Route: "/v1/user/{uid}", Idempotent: true,
		Cases: map[int]error{http.StatusNotFound: ErrUserNotFound}, NoMatch: ErrUserNotFound,
	}
	appUsersGetByExternalID = call.Endpoint{
		Name: "AppUsers.GetByExternalID", Method: http.MethodGet, Route: "/v1/user", Idempotent: true, NoMatch: ErrUserNotFound,
	}
	appUsersGetByEmail = call.Endpoint{
		Name: "AppUsers.GetByEmail", Method: http.MethodGet, Route: appUsersGetByExternalID.Route, Idempotent: true, NoMatch: ErrUserNotFound,
	}
	appUsersCreate = call.Endpoint{
		Name: "AppUsers.Create", Method: http.MethodPost, Route: appUsersGetByExternalID.Route,
	}
	appUsersWaitForWallet = call.Endpoint{
		Name: "AppUsers.WaitForWallet", Method: http.MethodGet, Route: appUsersGetByExternalID.Route, Idempotent: true, NoMatch: ErrUserNotFound,
	}
	// The parts of Ensure go by its name.
	appUsersEnsureFind = call.Endpoint{
		Name: "AppUsers.Ensure", Method: http.MethodGet, Route: appUsersGetByExternalID.Route, Idempotent: true, NoMatch: ErrUserNotFound,
	}
	appUsersEnsureCreate = call.Endpoint{
		Name: "AppUsers.Ensure", Method: http.MethodPost, Route: appUsersCreate.Route,
	}
	appUsersEnsureGet = call.Endpoint{
		Name: "AppUsers.Ensure", Method: http.MethodGet, Route: appUsersGet.Route, Idempotent: true, Cases: appUsersGet.Cases, NoMatch: ErrUserNotFound,
	}
)

// Get returns a user of the app. GET /v1/user/{uid}.
//
// Repeated freely. Errors: ErrUserNotFound, ErrUnauthorized, ErrRateLimited, ErrServer.
func (s *AppUsersService) Get(ctx context.Context, uid string, opts ...CallOption) (*AppUser, error) {
	return do(ctx, apiOf(s), appUserByUID(&appUsersGet, uid), opts)
}

// GetByExternalID returns the user of the app to whom the app gave an id of its
// own, compared exactly. GET /v1/user?user_external_id={id}.
//
// Repeated freely. Errors: ErrUserNotFound (its status is 200) where nobody
// matches; ErrBadRequest, ErrUnauthorized, ErrRateLimited, ErrServer.
func (s *AppUsersService) GetByExternalID(ctx context.Context, externalID string, opts ...CallOption) (*AppUser, error) {
	return do(ctx, apiOf(s), appUserByExternalID(&appUsersGetByExternalID, externalID), opts)
}

// GetByEmail returns the user of the app with an e-mail, compared without regard to
// case. GET /v1/user?email={email}.
//
// Repeated freely. Errors: those of GetByExternalID.
func (s *AppUsersService) GetByEmail(ctx context.Context, email string, opts ...CallOption) (*AppUser, error) {
	return do(ctx, apiOf(s), appUserByEmail(&appUsersGetByEmail, email), opts)
}

// Create makes a user of the app, and returns the uid that the API gave them. Both
// members may be empty. POST /v1/user.
//
// It is sent once: if the response is lost, the error is ErrOutcomeUnknown, and Ensure is the
// way to ask again. Errors: ErrUserExists where another user has the external id or the
// e-mail; ErrBadRequest, ErrUnauthorized, ErrRateLimited, ErrServer.
func (s *AppUsersService) Create(ctx context.Context, params AppUserCreateParams, opts ...CallOption) (uid string, err error) {
	created, err := do(ctx, apiOf(s), params.createRequest(&appUsersCreate), opts)
	if err != nil {
		return "", err
	}
	return created.UID, nil
}

// Ensure makes sure that the app has a user with the external id, or with the e-mail
// where no external id is given: it looks for the user, creates them where there is
// nobody, and looks again. A user who has the external id is the one, whatever their e-mail.
// GET /v1/user, then POST /v1/user and GET /v1/user/{uid}.
//
// The creation is sent once. After a refusal, and where its response is lost, the client looks
// for the user again: if they are there, the call succeeded. That relies on reading one's
// own writes. It may be called again however often the network lies; ErrOutcomeUnknown says
// that the user was not there yet. Errors: those of GetByExternalID and Create, but
// ErrUserNotFound only where the new user went at once, and ErrUserExists where
// another user has the e-mail, who is never taken for the one asked for.
//
// At least one of the external id and the e-mail is required; with neither the error is ErrInvalidArgument.
func (s *AppUsersService) Ensure(ctx context.Context, params AppUserCreateParams, opts ...CallOption) (*AppUser, error) {
	return doSeries(ctx, apiOf(s), opts, params.ensure)
}

// WaitForWallet returns the user with the external id once one of their wallets has an
// address; wallets are made some time after users. GET /v1/user?user_external_id={id}.
//
// It asks at once, after a second, and then after longer and longer waits of at most 30 s, or
// as long as a response asks. The context is the limit: the error at its end says what was
// last seen. Each request is repeated as GetByExternalID's is; an error that remains ends the
// waiting, ErrUserNotFound included. Errors: those of GetByExternalID.
func (s *AppUsersService) WaitForWallet(ctx context.Context, externalID string, opts ...CallOption) (*AppUser, error) {
	r := appUserByExternalID(&appUsersWaitForWallet, externalID)
	r.Pending = (*AppUser).withoutAddress
	return do(ctx, apiOf(s), r, opts)
}

func appUserByUID(endpoint *call.Endpoint, uid string) call.Request[AppUser] {
	return call.Request[AppUser]{
		Endpoint: endpoint,
		Params:   call.Params{Path: [2]string{uid}},
		Decode:   decodeAppUser,
		Validate: (*AppUser).validate,
		WantID:   uid,
	}
}

func appUserByExternalID(endpoint *call.Endpoint, externalID string) call.Request[AppUser] {
	known := argument{"user_external_id", externalID}
	return findAppUser(endpoint, appUserQuery{UserExternalID: externalID}, known, (*AppUser).validateExternalID)
}

func appUserByEmail(endpoint *call.Endpoint, email string) call.Request[AppUser] {
	return findAppUser(endpoint, appUserQuery{Email: email}, argument{"email", email}, (*AppUser).validateEmail)
}

// appUserQuery asks for a user by what is known of them: one of the two.
type appUserQuery struct {
	UserExternalID string `url:"user_external_id,omitempty"`
	Email          string `url:"email,omitempty"`
}

// findAppUser is the request for the user of whom something is known.
func findAppUser(endpoint *call.Endpoint, query appUserQuery, known argument, validate func(*AppUser, string) error) call.Request[AppUser] {
	return call.Request[AppUser]{
		Endpoint: endpoint,
		Params:   call.Params{Query: query, ArgErr: required(known)},
		Decode:   decodeAppUser,
		Validate: validate,
		WantID:   known.value,
	}
}

// createRequest is the request for a new user, of whom the response says the uid alone.
func (p AppUserCreateParams) createRequest(endpoint *call.Endpoint) call.Request[AppUser] {
	return call.Request[AppUser]{
		Endpoint: endpoint,
		Params:   call.Params{Body: jsonwrite.Write(p.write), ArgErr: p.validate()},
		Decode: func(d *jsonread.Decoder, u *AppUser) error {
			var created createdAppUser
			err := decodeCreatedAppUser(d, &created)
			*u = AppUser{UID: created.UID}
			return err
		},
		Validate: func(u *AppUser, _ string) error { return present("uid", u.UID) },
	}
}

func (p AppUserCreateParams) write(o *jsonwrite.Object) {
	o.OptionalString("user_external_id", p.UserExternalID)
	o.OptionalString("email", p.Email)
}

func (p AppUserCreateParams) validate() error {
	return validateText(argument{"user_external_id", p.UserExternalID}, argument{"email", p.Email})
}

// validate reports what is wrong with a response about the user with the uid.
func (u *AppUser) validate(wantUID string) error {
	if u.UID != "" && u.UID != wantUID {
		return errAnotherUser
	}
	return present("uid", u.UID)
}

// validateExternalID reports what is wrong with a response about the user with the external ID.
func (u *AppUser) validateExternalID(wantExternalID string) error {
	if u.UserExternalID != wantExternalID {
		return errAnotherUser
	}
	return present("uid", u.UID)
}

// validateEmail reports what is wrong with a response about the user with the e-mail.
func (u *AppUser) validateEmail(wantEmail string) error {
	if !strings.EqualFold(u.Email, wantEmail) {
		return errAnotherUser
	}
	return present("uid", u.UID)
}

// withoutAddress says what the user has in the place of a wallet with an address, "" if there is one.
func (u *AppUser) withoutAddress() string {
	hasAddress := func(w Wallet) bool { return w.Address != "" }
	switch {
	case slices.ContainsFunc(u.Wallets, hasAddress):
		return ""
	case len(u.Wallets) == 0:
		return "a user without a wallet"
	default:
		return "a user with " + strconv.Itoa(len(u.Wallets)) + " wallets, none of which has an address"
	}
}

// appUserJSON is a user as the API sends them.
type appUserJSON struct {
	AppUser

	WalletAddress string `json:"wallet_address"` // of an app that has one chain, in place of the wallets
}

// user is the user whom the API means: the deprecated client_id stands in for an absent external
// ID, the one address for a wallet.
func (u *appUserJSON) user() AppUser {
	user := u.AppUser
	if user.UserExternalID == "" {
		user.UserExternalID = user.ClientID
	}
	if len(user.Wallets) == 0 && u.WalletAddress != "" {
		user.Wallets = []Wallet{{Address: u.WalletAddress}}
	}
	return user
}

// createdAppUser is the response to a creation.
type createdAppUser struct {
	UID string `json:"uid"`
}

// ensure is the Ensure of a user with the params.
func (p AppUserCreateParams) ensure(ctx context.Context, requests *series.Requests) (*AppUser, *call.Failure) {
	create := p.createRequest(&appUsersEnsureCreate)
	create.ReadBack = func(ctx context.Context, api *call.API, o call.Options) (*AppUser, *call.Failure) {
		return call.Do(ctx, api, p.findRequest(), o)
	}
	e := series.Ensure[AppUser]{
		Requests: requests,
		Find: func(ctx context.Context) (*AppUser, *call.Failure) {
			return series.Find(ctx, requests, p.findRequest(), ErrUserNotFound)
		},
		Create: create,
		Complete: func(ctx context.Context, created *AppUser) (*AppUser, *call.Failure) {
			return series.Do(ctx, requests, appUserByUID(&appUsersEnsureGet, created.UID))
		},
		Explain: func(ctx context.Context, refusal *call.Failure) (*AppUser, *call.Failure) {
			return p.explain(ctx, requests, refusal)
		},
	}
	return e.Run(ctx)
}

// findRequest is the request for the user who is to be there.
func (p AppUserCreateParams) findRequest() call.Request[AppUser] {
	if p.UserExternalID == "" {
		r := appUserByEmail(&appUsersEnsureFind, p.Email)
		if p.Email == "" {
			r.ArgErr = argErr("user_external_id and email are both empty")
		}
		return r
	}
	r := appUserByExternalID(&appUsersEnsureFind, p.UserExternalID)
	r.ArgErr = p.validate()
	return r
}

// explain says in the API's refusal to create the user whether another user has the e-mail: the
// API's documents have no code for that. It may find that the user was created just now.
func (p AppUserCreateParams) explain(ctx context.Context, requests *series.Requests, refusal *call.Failure) (*AppUser, *call.Failure) {
	if p.UserExternalID != "" && p.Email != "" && !slices.Contains(refusal.Cases, ErrUserExists) {
		user, failure := series.Find(ctx, requests, appUserByEmail(&appUsersEnsureFind, p.Email), ErrUserNotFound)
		switch {
		case failure != nil:
			return nil, failure
		case user != nil && user.UserExternalID == p.UserExternalID:
			return user, nil
		case user != nil:
			refusal.AddCase(ErrUserExists)
			refusal.AddReason("another user has the e-mail")
			return nil, nil
		}
	}
	refusal.AddReason("and nobody was found who is the user asked for")
	return nil, nil
}
