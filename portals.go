package partnerkit

// Users of a partner portal (Portals API).

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"time"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/jsonwrite"
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
)

// List returns one page of a portal's users, oldest first. GET
// /v1/partner-portals/{portalId}/users.
//
// Repeated freely. Errors: ErrBadRequest for a limit or a cursor that is not the
// API's, ErrNotFound for an unknown portal, ErrUnauthorized, ErrForbidden,
// ErrRateLimited, ErrServer.
func (s *PortalUsersService) List(ctx context.Context, portalID string, params PortalUserListParams, opts ...CallOption) (*Page[PortalUser], error) {
	answer, err := do(ctx, s.own(), call.Request[portalUserPage]{
		Endpoint: &portalUsersList,
		Params:   call.Params{Path: [2]string{portalID}, Query: params},
		Decode:   decodePortalUserPage(params.Limit),
		Validate: (*portalUserPage).validate,
	}, opts)
	if err != nil {
		return nil, err
	}
	return answer.page(), nil
}

// All goes through a portal's users from params.After on, page after page. Each
// range begins anew; an error comes once and ends it. Its errors are those of
// List, and ErrMalformedResponse where the cursors lead in a circle or 100 pages
// running are empty.
func (s *PortalUsersService) All(ctx context.Context, portalID string, params PortalUserListParams, opts ...CallOption) iter.Seq2[*PortalUser, error] {
	params.Limit = cmp.Or(params.Limit, allLimit)
	fetch := func(after string) (*Page[PortalUser], error) {
		asked := params
		asked.After = after
		return s.List(ctx, portalID, asked, opts...)
	}
	next := func(page *Page[PortalUser], _ int) string { return page.Next }
	return paginate(listing[PortalUser]{endpoint: &portalUsersList, start: params.After, fetch: fetch, next: next})
}

// Get returns a user of a portal. GET
// /v1/partner-portals/{portalId}/users/{userId}.
//
// Repeated freely. Errors: ErrUserNotFound where the portal has no such user, or
// there is no such portal; ErrUnauthorized, ErrForbidden, ErrRateLimited,
// ErrServer.
func (s *PortalUsersService) Get(ctx context.Context, portalID, userID string, opts ...CallOption) (*PortalUser, error) {
	return do(ctx, s.own(), getPortalUser(portalID, userID), opts)
}

// Create makes a user of a portal. POST /v1/partner-portals/{portalId}/users.
//
// It is sent once: if the response is lost, the error is ErrOutcomeUnknown, and only a listing
// can tell. Errors: ErrBadRequest, also for an e-mail that the portal has already and
// for an unknown role; ErrNotFound for an unknown portal, ErrUnauthorized,
// ErrForbidden, ErrRateLimited, ErrServer.
func (s *PortalUsersService) Create(ctx context.Context, portalID string, params PortalUserCreateParams, opts ...CallOption) (*PortalUser, error) {
	return do(ctx, s.own(), call.Request[PortalUser]{
		Endpoint: &portalUsersCreate,
		Params:   call.Params{Path: [2]string{portalID}, Body: params.write, ArgErr: params.validate(), Secrets: []string{params.Password}},
		Decode:   decodePortalUser,
		Validate: (*PortalUser).validate,
	}, opts)
}

// Delete deletes a user of a portal. DELETE
// /v1/partner-portals/{portalId}/users/{userId}.
//
// It is sent once. If the response is lost, the client looks for the user: if the API says
// that there is none, the call succeeded, else the error is ErrOutcomeUnknown. That relies on
// reading one's own writes. Errors: those of Get.
func (s *PortalUsersService) Delete(ctx context.Context, portalID, userID string, opts ...CallOption) error {
	_, err := do(ctx, s.own(), call.Request[portalUserDeletion]{
		Endpoint: &portalUsersDelete,
		Params:   call.Params{Path: [2]string{portalID, userID}},
		Decode:   decodePortalUserDeletion,
		Validate: (*portalUserDeletion).validate,
		WantID:   userID,
		ReadBack: confirmDeleted[portalUserDeletion](s.own(), getPortalUser(portalID, userID)),
	}, opts)
	return err
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

func (s *PortalUsersService) own() *call.API {
	if s == nil {
		return nil
	}
	return s.api
}

func (p *PortalUserCreateParams) write(o *jsonwrite.Object) {
	o.String("first_name", p.FirstName)
	o.String("last_name", p.LastName)
	o.String("email", p.Email)
	o.Value("roles", p.Roles)
	o.Text("password", p.Password)
	o.Text("locale", p.Locale)
	if len(p.Attributes) > 0 {
		o.Value("attributes", p.Attributes)
	}
}

func (p *PortalUserCreateParams) validate() error {
	if err := required(argument{"first name", p.FirstName}, argument{"last name", p.LastName}, argument{"email", p.Email}); err != nil {
		return err
	}
	if err := requiredList("roles", p.Roles); err != nil {
		return err
	}
	if err := isText(argument{"password", p.Password}, argument{"locale", p.Locale}); err != nil {
		return err
	}
	for i, attribute := range p.Attributes {
		text, _ := attribute.Value.(string)
		if err := isText(argument{fmt.Sprintf("attributes[%d].id", i), attribute.ID}, argument{fmt.Sprintf("attributes[%d].value", i), text}); err != nil {
			return err
		}
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
