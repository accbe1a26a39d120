package partnerkit

// Users of a partner portal (Portals API).

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"sync"
	"time"
)

// PortalUsersService reaches the users of partner portals with
// WithServiceAccountKey. The Portals API has no documented address:
// WithPortalsBaseURL or WithBaseURL gives it.
//
// Beside what a method's documentation names, every method can end with
// ErrInvalidArgument, ErrNoCredential or ErrNoBaseURL before anything is sent, with
// ErrMalformedResponse or ErrResponseTooLarge about an answer, and with the error
// of its context, of the limiter or of the connection.
type PortalUsersService struct{ api *api }

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
	Password   string                `json:"password,omitempty"`   // of the first connection; empty sends none
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
	portalUsersList = operation{
		name: "PortalUsers.List", method: http.MethodGet, route: "/v1/partner-portals/{portalId}/users", repeat: harmless, list: true,
	}
	portalUsersGet = operation{
		name: "PortalUsers.Get", method: http.MethodGet, route: "/v1/partner-portals/{portalId}/users/{userId}", repeat: harmless,
		cases: map[int]error{http.StatusNotFound: ErrUserNotFound},
	}
	portalUsersCreate = operation{
		name: "PortalUsers.Create", method: http.MethodPost, route: "/v1/partner-portals/{portalId}/users", repeat: once,
	}
	portalUsersDelete = operation{
		name: "PortalUsers.Delete", method: http.MethodDelete, route: "/v1/partner-portals/{portalId}/users/{userId}", repeat: once,
		cases: map[int]error{http.StatusNotFound: ErrUserNotFound},
	}
)

// List returns one page of a portal's users, oldest first. GET
// /v1/partner-portals/{portalId}/users.
//
// Repeated freely. Errors: ErrBadRequest for a limit or a cursor that is not the
// API's, ErrNotFound for an unknown portal, ErrUnauthorized, ErrForbidden,
// ErrRateLimited, ErrServer.
func (s *PortalUsersService) List(ctx context.Context, portalID string, params PortalUserListParams, opts ...CallOption) (*Page[PortalUser], error) {
	answer, err := do(ctx, s.own(), call[portalUserPage]{
		operation: &portalUsersList,
		input:     input{path: [2]string{portalID}, query: params},
		prepare:   (*portalUserPage).prepare,
		lacks:     (*portalUserPage).lacks,
	}, opts)
	if err != nil {
		return nil, err
	}
	return answer.page(), nil
}

// All goes through a portal's users from params.After on, page after page. Each
// range begins anew; an error comes once and ends it. Its errors are those of
// List, and ErrMalformedResponse where the cursors lead in a circle or pages stay
// empty.
func (s *PortalUsersService) All(ctx context.Context, portalID string, params PortalUserListParams, opts ...CallOption) iter.Seq2[*PortalUser, error] {
	params.Limit = cmp.Or(params.Limit, allLimit)
	return walk(&portalUsersList, params.After, nil, func(after string) (*Page[PortalUser], error) {
		next := params
		next.After = after
		return s.List(ctx, portalID, next, opts...)
	})
}

// Get returns a user of a portal. GET
// /v1/partner-portals/{portalId}/users/{userId}.
//
// Repeated freely. Errors: ErrUserNotFound where the portal has no such user, or
// there is no such portal; ErrUnauthorized, ErrForbidden, ErrRateLimited,
// ErrServer.
func (s *PortalUsersService) Get(ctx context.Context, portalID, userID string, opts ...CallOption) (*PortalUser, error) {
	answer, err := do(ctx, s.own(), call[portalUserWire]{
		operation: &portalUsersGet,
		input:     input{path: [2]string{portalID, userID}},
		lacks:     (*portalUserWire).lacks,
		want:      userID,
	}, opts)
	if err != nil {
		return nil, err
	}
	return new(answer.user()), nil
}

// Create makes a user of a portal. POST /v1/partner-portals/{portalId}/users.
//
// It is sent once: a lost answer is ErrOutcomeUnknown, and only a listing can
// tell. Errors: ErrBadRequest, also for an e-mail that the portal has already and
// for an unknown role; ErrNotFound for an unknown portal, ErrUnauthorized,
// ErrForbidden, ErrRateLimited, ErrServer.
func (s *PortalUsersService) Create(ctx context.Context, portalID string, params PortalUserCreateParams, opts ...CallOption) (*PortalUser, error) {
	answer, err := do(ctx, s.own(), call[portalUserWire]{
		operation: &portalUsersCreate,
		input:     input{path: [2]string{portalID}, body: params, refuse: params.check(), secrets: []string{params.Password}},
		lacks:     (*portalUserWire).lacks,
	}, opts)
	if err != nil {
		return nil, err
	}
	return new(answer.user()), nil
}

// Delete deletes a user of a portal. DELETE
// /v1/partner-portals/{portalId}/users/{userId}.
//
// It is sent once. When the answer is lost it looks for the user: if the API
// knows him no more it succeeded, else the error is ErrOutcomeUnknown. That relies
// on reading one's own writes. Errors: those of Get.
func (s *PortalUsersService) Delete(ctx context.Context, portalID, userID string, opts ...CallOption) error {
	_, err := do(ctx, s.own(), call[portalUserDeletion]{
		operation: &portalUsersDelete,
		input:     input{path: [2]string{portalID, userID}},
		lacks:     (*portalUserDeletion).lacks,
		want:      userID,
		readBack:  gone[PortalUser, portalUserDeletion](s.within(portalID), userID),
	}, opts)
	return err
}

// within is Get of one portal.
func (s *PortalUsersService) within(portalID string) func(context.Context, string, ...CallOption) (*PortalUser, error) {
	return func(ctx context.Context, userID string, opts ...CallOption) (*PortalUser, error) {
		return s.Get(ctx, portalID, userID, opts...)
	}
}

func (s *PortalUsersService) own() *api {
	if s == nil {
		return nil
	}
	return s.api
}

func (p *PortalUserCreateParams) check() error {
	if err := required(argument{"first name", p.FirstName}, argument{"last name", p.LastName}, argument{"email", p.Email}); err != nil {
		return err
	}
	return requiredList("roles", p.Roles)
}

// portalUserWire reads a PortalUser in every shape that its time takes. It has no
// PortalUser in it: encoding/json looks longer for the members of what is embedded.
type portalUserWire struct {
	ID           string    `json:"id"`
	FirstName    string    `json:"first_name"`
	LastName     string    `json:"last_name"`
	Email        string    `json:"email"`
	LastLoggedAt looseTime `json:"last_logged_at"`
}

func (u *portalUserWire) lacks(id string) string {
	if id != "" && u.ID != id {
		return "it is another user's"
	}
	return missing("id", u.ID)
}

func (u *portalUserWire) user() PortalUser {
	return PortalUser{u.ID, u.FirstName, u.LastName, u.Email, time.Time(u.LastLoggedAt)}
}

type portalUserDeletion struct {
	ID        string `json:"id"`
	IsDeleted bool   `json:"isDeleted"`
}

func (d *portalUserDeletion) lacks(id string) string {
	switch {
	case d.ID != id:
		return "it is another user's"
	case !d.IsDeleted:
		return "isDeleted is not true"
	default:
		return ""
	}
}

type portalUserPage struct {
	Data   []portalUserWire `json:"data"`
	Paging paging           `json:"paging"`
}

// portalUserRooms are where pages are decoded to, one after another: what a caller
// gets is copied out. All that is in one is zero.
var portalUserRooms = sync.Pool{New: func() any { return new(room[portalUserWire](allLimit)) }}

func (p *portalUserPage) prepare() { p.Data = *portalUserRooms.Get().(*[]portalUserWire) }

// release gives the room back, behind whose end may be what an array was cut down by.
func (p *portalUserPage) release() {
	if whole := p.Data[:cap(p.Data)]; len(whole) == allLimit {
		clear(whole)
		portalUserRooms.Put(new(whole[:1]))
	}
	p.Data = nil
}

func (p *portalUserPage) lacks(string) string {
	if p.Data == nil {
		return "data is missing"
	}
	for i := range p.Data {
		if complaint := p.Data[i].lacks(""); complaint != "" {
			return complaint
		}
	}
	return ""
}

func (p *portalUserPage) page() *Page[PortalUser] {
	page := &Page[PortalUser]{Items: make([]*PortalUser, len(p.Data)), Next: string(p.Paging)}
	users := make([]PortalUser, len(p.Data))
	for i := range p.Data {
		users[i] = p.Data[i].user()
		page.Items[i] = &users[i]
	}
	p.release()
	return page
}

// paging is the cursor of the next page, out of {"next":{"after":"…"}}. Null, an
// empty text or an absent member at any depth mean that there is none.
type paging string

func (p *paging) UnmarshalJSON(data []byte) error {
	*p = ""
	for _, member := range []string{"next", "after"} {
		if !bytes.HasPrefix(data, []byte("{")) {
			break
		}
		var object map[string]json.RawMessage
		if err := json.Unmarshal(data, &object); err != nil {
			return err
		}
		data = object[member]
	}
	if len(data) == 0 || string(data) == "null" {
		return nil
	}
	return json.Unmarshal(data, (*string)(p))
}
