package partnerkit

// Users of a partner portal (Portals API).

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"strings"
	"time"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/jsonwrite"
	"github.com/partnerkit/partnerkit-go/internal/series"
)

// PortalUsersService reaches the users of partner portals with
// WithServiceAccountKey. The Portals API has no documented address:
// WithPortalsBaseURL or WithBaseURL gives it.
//
// Every method can also return the errors that the package documentation lists under Errors.
type PortalUsersService struct{ api *call.API }

// PortalUser is a user of a portal. Roles, locale, attributes and the password
// are never sent back by the API.
type PortalUser struct {
	ID           string    `json:"id"`             // the API's own id
	FirstName    string    `json:"first_name"`     // as it was given
	LastName     string    `json:"last_name"`      // as it was given
	Email        string    `json:"email"`          // as it was given
	LastLoggedAt time.Time `json:"last_logged_at"` // zero where the user never logged in
}

// PortalUserCreateParams is a portal user to make.
type PortalUserCreateParams struct {
	FirstName  string                `json:"first_name"`           // required
	LastName   string                `json:"last_name"`            // required
	Email      string                `json:"email"`                // required; unique within the portal
	Roles      []string              `json:"roles"`                // required: ids of roles of the portal, at least one
	Password   string                `json:"password,omitempty"`   // of the first connection; empty sends none; one shorter than 8 bytes is not looked for in what errors quote
	Locale     string                `json:"locale,omitempty"`     // such as "fr_FR"; empty means "en_US"
	Attributes []PortalUserAttribute `json:"attributes,omitempty"` // nil sends none
}

// PortalUserAttribute is a value that a portal keeps about a user.
type PortalUserAttribute struct {
	ID    string `json:"id"`    // the attribute's id
	Value any    `json:"value"` // anything that JSON can say
}

// PortalUserListParams says which page of a portal's users.
type PortalUserListParams struct {
	Limit int    `url:"limit,omitempty"` // users a page, 1 to 100; 0 means the API's default, 20, and for All 100
	After string `url:"after,omitempty"` // the Next of the page before; empty means the first page
}

var (
	portalUsersList = call.Endpoint{
		Name: "PortalUsers.List", Method: http.MethodGet, Route: "/v1/partner-portals/{portalId}/users", Idempotent: true, List: true,
	}
	portalUsersGet = call.Endpoint{
		Name: "PortalUsers.Get", Method: http.MethodGet, Route: "/v1/partner-portals/{portalId}/users/{userId}", Idempotent: true,
		Cases: map[int]error{http.StatusNotFound: ErrUserNotFound},
	}
	portalUsersCreate = call.Endpoint{
		Name: "PortalUsers.Create", Method: http.MethodPost, Route: "/v1/partner-portals/{portalId}/users",
	}
	portalUsersDelete = call.Endpoint{
		Name: "PortalUsers.Delete", Method: http.MethodDelete, Route: "/v1/partner-portals/{portalId}/users/{userId}",
		Cases: map[int]error{http.StatusNotFound: ErrUserNotFound},
	}
	portalUsersFindByEmail = call.Endpoint{
		Name: "PortalUsers.FindByEmail", Method: http.MethodGet, Route: portalUsersList.Route, Idempotent: true, List: true,
	}
	// The parts of Ensure go by its name.
	portalUsersEnsureFind = call.Endpoint{
		Name: "PortalUsers.Ensure", Method: http.MethodGet, Route: portalUsersList.Route, Idempotent: true, List: true,
	}
	portalUsersEnsureCreate = call.Endpoint{
		Name: "PortalUsers.Ensure", Method: http.MethodPost, Route: portalUsersCreate.Route,
	}
)

// List returns one page of a portal's users, oldest first. GET
// /v1/partner-portals/{portalId}/users.
//
// Repeated freely. Errors: ErrBadRequest for a limit or a cursor that is not the
// API's, ErrNotFound for an unknown portal, ErrUnauthorized, ErrForbidden,
// ErrRateLimited, ErrServer.
func (s *PortalUsersService) List(ctx context.Context, portalID string, params PortalUserListParams, opts ...CallOption) (*Page[PortalUser], error) {
	decoded, err := do(ctx, apiOf(s), listPortalUsers(&portalUsersList, portalID, params), opts)
	if err != nil {
		return nil, err
	}
	return decoded.page(), nil
}

// All goes through a portal's users from params.After on, page after page. Each
// range begins anew; an error comes once and ends it. Its errors are those of
// List, and ErrMalformedResponse where the cursors lead in a circle or 100 pages
// running are empty.
func (s *PortalUsersService) All(ctx context.Context, portalID string, params PortalUserListParams, opts ...CallOption) iter.Seq2[*PortalUser, error] {
	params.Limit = cmp.Or(params.Limit, allLimit)
	return listing[PortalUser]{
		endpoint: &portalUsersList, opts: opts, start: params.After,
		next: func(page *Page[PortalUser], _ int) string { return page.Next },
		fetch: func(after string, opts []CallOption) (*Page[PortalUser], error) {
			asked := params
			asked.After = after
			return s.List(ctx, portalID, asked, opts...)
		},
	}.all()
}

// Get returns a user of a portal. GET
// /v1/partner-portals/{portalId}/users/{userId}.
//
// Repeated freely. Errors: ErrUserNotFound where the portal has no such user, or
// there is no such portal; ErrUnauthorized, ErrForbidden, ErrRateLimited,
// ErrServer.
func (s *PortalUsersService) Get(ctx context.Context, portalID, userID string, opts ...CallOption) (*PortalUser, error) {
	return do(ctx, apiOf(s), getPortalUser(portalID, userID), opts)
}

// FindByEmail returns the user of a portal with an e-mail, compared without regard to case. The
// API cannot be asked for one: this lists the portal's users, 100 a request, until the user is
// there, and of several takes the oldest. GET /v1/partner-portals/{portalId}/users.
//
// Repeated freely. Errors: ErrUserNotFound (its status is 200) where nobody on any page has the
// e-mail, which does not prove that a user was deleted; else those of All.
func (s *PortalUsersService) FindByEmail(ctx context.Context, portalID, email string, opts ...CallOption) (*PortalUser, error) {
	list := listPortalUsers(&portalUsersFindByEmail, portalID, PortalUserListParams{Limit: allLimit})
	list.ArgErr = required(argument{"email", email})
	return doSeries(ctx, apiOf(s), opts, func(ctx context.Context, requests *series.Requests) (*PortalUser, *call.Failure) {
		return portalUserSearch(list, email).Require(ctx, requests, ErrUserNotFound, "nobody with this e-mail is listed")
	})
}

// Ensure makes sure that a portal has a user with the e-mail: it lists the portal's users as
// FindByEmail does, creates the user where nobody has the e-mail, and lists again where that
// was refused or its response was lost. The other members apply only to a user that it creates.
// GET and POST /v1/partner-portals/{portalId}/users.
//
// The creation is sent once, WithRepeat or not. It relies on the portal refusing a second user
// with the e-mail, so that callers at the same time make one user together, and on listings
// that show one's own writes and have new users last. It may be called again however often the
// network lies: ErrOutcomeUnknown, which is Retryable here, says that the user was not listed
// yet. Errors: those of All and Create; the refusal of a creation is returned where nobody
// with the e-mail is listed after it.
func (s *PortalUsersService) Ensure(ctx context.Context, portalID string, params PortalUserCreateParams, opts ...CallOption) (*PortalUser, error) {
	return doSeries(ctx, apiOf(s), opts, func(ctx context.Context, requests *series.Requests) (*PortalUser, *call.Failure) {
		return params.ensure(ctx, requests, portalID)
	})
}

// Create makes a user of a portal. POST /v1/partner-portals/{portalId}/users.
//
// It is sent once: if the response is lost, the error is ErrOutcomeUnknown, and Ensure is the
// way to ask again. Errors: ErrBadRequest, also for an e-mail that the portal has already and
// for an unknown role; ErrNotFound for an unknown portal, ErrUnauthorized,
// ErrForbidden, ErrRateLimited, ErrServer.
func (s *PortalUsersService) Create(ctx context.Context, portalID string, params PortalUserCreateParams, opts ...CallOption) (*PortalUser, error) {
	return do(ctx, apiOf(s), params.createRequest(&portalUsersCreate, portalID), opts)
}

// Delete deletes a user of a portal. DELETE
// /v1/partner-portals/{portalId}/users/{userId}.
//
// It is sent once. If the response is lost, the client looks for the user: if the API says
// that there is none, the call succeeded, else the error is ErrOutcomeUnknown. That relies on
// reading one's own writes. Errors: those of Get.
func (s *PortalUsersService) Delete(ctx context.Context, portalID, userID string, opts ...CallOption) error {
	_, err := do(ctx, apiOf(s), call.Request[portalUserDeletion]{
		Endpoint: &portalUsersDelete,
		Params:   call.Params{Path: [2]string{portalID, userID}},
		Decode:   decodePortalUserDeletion,
		Validate: (*portalUserDeletion).validate,
		WantID:   userID,
		ReadBack: call.ConfirmDeleted[portalUserDeletion](getPortalUser(portalID, userID), ErrUserNotFound),
	}, opts)
	return err
}

// listPortalUsers is the request for a page of a portal's users.
func listPortalUsers(endpoint *call.Endpoint, portalID string, params PortalUserListParams) call.Request[portalUserPage] {
	return call.Request[portalUserPage]{
		Endpoint: endpoint,
		Params:   call.Params{Path: [2]string{portalID}, Query: params},
		Decode:   decodePortalUserPage(params.Limit),
		Validate: (*portalUserPage).validate,
	}
}

// createRequest is the request for a new user of a portal.
func (p PortalUserCreateParams) createRequest(endpoint *call.Endpoint, portalID string) call.Request[PortalUser] {
	return call.Request[PortalUser]{
		Endpoint: endpoint,
		Params:   call.Params{Path: [2]string{portalID}, Body: jsonwrite.Write(p.write), ArgErr: p.validate(), Secrets: []string{p.Password}},
		Decode:   decodePortalUser,
		Validate: (*PortalUser).validate,
	}
}

// getPortalUser is the request for a user of a portal.
func getPortalUser(portalID, userID string) call.Request[PortalUser] {
	return call.Request[PortalUser]{
		Endpoint: &portalUsersGet,
		Params:   call.Params{Path: [2]string{portalID, userID}},
		Decode:   decodePortalUser,
		Validate: (*PortalUser).validate,
		WantID:   userID,
	}
}

func (p *PortalUserCreateParams) write(o *jsonwrite.Object) {
	o.String("first_name", p.FirstName)
	o.String("last_name", p.LastName)
	o.String("email", p.Email)
	o.Value("roles", p.Roles)
	o.OptionalString("password", p.Password)
	o.OptionalString("locale", p.Locale)
	if len(p.Attributes) > 0 {
		o.Value("attributes", p.Attributes)
	}
}

func (p *PortalUserCreateParams) validate() error {
	if err := required(argument{"first_name", p.FirstName}, argument{"last_name", p.LastName}, argument{"email", p.Email}); err != nil {
		return err
	}
	if err := requiredList("roles", p.Roles); err != nil {
		return err
	}
	if err := validateText(argument{"password", p.Password}, argument{"locale", p.Locale}); err != nil {
		return err
	}
	for i, attribute := range p.Attributes {
		text, _ := attribute.Value.(string)
		if err := validateText(argument{fmt.Sprintf("attributes[%d].id", i), attribute.ID}, argument{fmt.Sprintf("attributes[%d].value", i), text}); err != nil {
			return err
		}
	}
	return nil
}

// validateBody is validate, and also reports an attribute that cannot be written as JSON: Ensure would list users before
// it found out.
func (p *PortalUserCreateParams) validateBody() error {
	if err := p.validate(); err != nil {
		return err
	}
	if _, err := json.Marshal(p.Attributes); err != nil {
		return argErr("the body cannot be written as JSON: %s", err)
	}
	return nil
}

// validate reports what is wrong with a user in a response; wantID is "" for any.
func (u *PortalUser) validate(wantID string) error {
	if wantID != "" && u.ID != wantID {
		return errAnotherUser
	}
	return present("id", u.ID)
}

type portalUserDeletion struct {
	ID        string `json:"id"`
	IsDeleted bool   `json:"isDeleted"`
}

func (d *portalUserDeletion) validate(wantID string) error {
	switch {
	case d.ID != wantID:
		return errAnotherUser
	case !d.IsDeleted:
		return errors.New("isDeleted is not true")
	default:
		return nil
	}
}

type portalUserPage struct {
	Data  []PortalUser `json:"data"`
	After string       `json:"paging"` // out of {"next":{"after":"…"}}
}

func (p *portalUserPage) validate(string) error {
	return validateItems("data", p.Data, func(u *PortalUser) error { return u.validate("") })
}

func (p *portalUserPage) page() *Page[PortalUser] {
	return &Page[PortalUser]{Items: pointers(p.Data), Next: p.After}
}

// portalUserSearch looks for a user by their e-mail. r is the request for a page, whichever.
func portalUserSearch(r call.Request[portalUserPage], email string) *series.Search[portalUserPage, PortalUser] {
	return &series.Search[portalUserPage, PortalUser]{
		Request: r,
		Query:   func(after string) any { return PortalUserListParams{Limit: allLimit, After: after} },
		Items:   func(p *portalUserPage) []*PortalUser { return pointers(p.Data) },
		Next:    func(p *portalUserPage) string { return p.After },
		Matches: func(u *PortalUser) bool { return strings.EqualFold(u.Email, email) },
	}
}

// ensure is the Ensure of a user with the params.
func (p *PortalUserCreateParams) ensure(ctx context.Context, requests *series.Requests, portalID string) (*PortalUser, *call.Failure) {
	requests.Options.Repeat = false
	list := listPortalUsers(&portalUsersEnsureFind, portalID, PortalUserListParams{Limit: allLimit})
	list.ArgErr, list.Secrets = p.validateBody(), []string{p.Password}
	search := portalUserSearch(list, p.Email)
	create := p.createRequest(&portalUsersEnsureCreate, portalID)
	create.ReadBack = search.ReadBack
	e := series.Ensure[PortalUser]{
		Requests: requests,
		Find:     func(ctx context.Context) (*PortalUser, *call.Failure) { return search.Find(ctx, requests) },
		Create:   create,
		Explain: func(_ context.Context, refusal *call.Failure) (*PortalUser, *call.Failure) {
			refusal.AddReason("and nobody with this e-mail is listed")
			return nil, nil
		},
	}
	user, failure := e.Run(ctx)
	if failure.IsKind(call.OutcomeUnknown) {
		failure.Retryable = ctx.Err() == nil // another call looks first
	}
	return user, failure
}
