package backend

// The Portals API: the users of a portal, listed with cursors. Its error bodies have no codes; what was wrong with a request
// is said in the message.

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"

	"github.com/partnerkit/partnerkit-go/fake/internal/strictjson"
)

type deletedPortalUserBody struct {
	ID        string `json:"id"`
	IsDeleted bool   `json:"isDeleted" const:"true"`
}

// portalPageBody is a page of a listing, which writePage writes.
type portalPageBody struct {
	Data   []portalUserBody `json:"data"`
	Paging pagingBody       `json:"paging"`
}

type pagingBody struct {
	Next *nextPageBody `json:"next,omitempty"`
}

type nextPageBody struct {
	After string `json:"after"`
}

var portalErrors = errorTable{
	derive: func(int) errorRow { return errorRow{} },
	render: portalErrorBody,
	body:   reflect.TypeFor[portalFailure](),
}

type portalFailure struct {
	StatusCode int    `json:"status_code"`
	Message    string `json:"message"`
	RequestID  string `json:"request_id"`
}

func portalErrorBody(row errorRow, e *apiError, requestID string) any {
	return portalFailure{row.status, cmp.Or(e.reason(), row.text), requestID}
}

// createPortalUserParams are the body of creating. The password and the attributes are validated and then forgotten.
type createPortalUserParams struct {
	FirstName  strictjson.Member[string]      `json:"first_name"`
	LastName   strictjson.Member[string]      `json:"last_name"`
	Email      strictjson.Member[string]      `json:"email"`
	Roles      strictjson.Member[[]string]    `json:"roles"`
	Password   strictjson.Member[string]      `json:"password"`
	Locale     strictjson.Member[string]      `json:"locale"`
	Attributes strictjson.Member[[]attribute] `json:"attributes"`
}

type attribute struct {
	ID    strictjson.Member[string]          `json:"id"`
	Value strictjson.Member[json.RawMessage] `json:"value"`
}

var (
	someText        = atLeast(1)
	validPassword   = atLeast(8)
	validRoles      = rule[[]string]{hasRole, Keywords{"minItems": 1, "uniqueItems": true}} // checkConflicts refuses a role that occurs twice
	validAttributes = rule[[]attribute]{validate: areWhole}
)

func (p *createPortalUserParams) validate(v *validation) {
	member(v, &p.FirstName, "first_name", required, someText)
	member(v, &p.LastName, "last_name", required, someText)
	member(v, &p.Email, "email", required, plainAddress)
	member(v, &p.Roles, "roles", required, validRoles)
	member(v, &p.Password, "password", optional, validPassword)
	member(v, &p.Locale, "locale", optional, someText)
	member(v, &p.Attributes, "attributes", optional, validAttributes)
}

func (a *attribute) validate(v *validation) {
	member(v, &a.ID, "id", required, anyValue[string]())
	member(v, &a.Value, "value", present, anyValue[json.RawMessage]())
}

func hasRole(roles []string) error {
	if len(roles) == 0 {
		return errors.New("must name at least one role")
	}
	return nil
}

func areWhole(attributes []attribute) error {
	for i := range attributes {
		if len(validate(&attributes[i])) > 0 {
			return fmt.Errorf("element %d must have an id and a value", i)
		}
	}
	return nil
}

// checkConflicts checks a new user against what the portal holds.
func checkConflicts(p *createPortalUserParams, portal *portalRecord) *apiError {
	repeated := firstRepeated(p.Roles.Value)
	for i, role := range p.Roles.Value {
		if !portal.isRole[role] {
			return badField(fmt.Sprintf("roles[%d]", i), "is no role of the portal")
		}
		if i == repeated {
			return badField(fmt.Sprintf("roles[%d]", i), "occurs twice")
		}
	}
	if portal.userByEmail[fold(p.Email.Value)] != nil {
		return badField("email", "is in use in the portal")
	}
	return nil
}

var (
	noPortal     = notFound.withLogReason("there is no such portal")
	noPortalUser = notFound.withLogReason("the portal has no such user")
)

// onPortal handles a call with the portal that the path names.
func onPortal(handle func(*call, *portalRecord) (Response, *apiError)) handler {
	return func(c *call) (Response, *apiError) {
		portal := c.store.portals.portalByID[c.pathParams[0]]
		if portal == nil {
			return Response{}, noPortal
		}
		return handle(c, portal)
	}
}

// onPortalUser handles a call with the portal's user that the path names.
func onPortalUser(handle func(*portalRecord, *portalUserRecord) (Response, *apiError)) handler {
	return onPortal(func(c *call, portal *portalRecord) (Response, *apiError) {
		user := portal.userByID[c.pathParams[1]]
		if user == nil {
			return Response{}, noPortalUser
		}
		return handle(portal, user)
	})
}

// portalPage reads which page of a listing is asked for: the users after a sequence number.
func portalPage(c *call) (after uint64, limit int, apiErr *apiError) {
	query, apiErr := c.query()
	if apiErr != nil {
		return 0, 0, apiErr
	}
	if limit, apiErr = limitParameter.count(query); apiErr != nil {
		return 0, 0, apiErr
	}
	cursor, apiErr := afterParameter.read(query)
	if apiErr != nil || cursor == "" {
		return 0, limit, apiErr
	}
	after, ours := decodeCursor(c.pathParams[0], c.generation, cursor)
	if !ours {
		return 0, 0, badField("after", "is no cursor of this portal")
	}
	return after, limit, nil
}

func listPortalUsers(c *call) (Response, *apiError) {
	after, limit, apiErr := portalPage(c)
	if apiErr != nil {
		return Response{}, apiErr
	}
	portal := c.store.portals.portalByID[c.pathParams[0]]
	if portal == nil {
		return Response{}, noPortal
	}
	body := getBuffer()
	writePage(body, portal, c.generation, after, limit)
	return Response{Status: http.StatusOK, Body: body.Bytes(), Buffer: body}, nil
}

// writePage joins the stored JSON of up to limit users after a sequence number, and the cursor of the next page. The last
// page has none, and no "next" around it either: some clients stop at the one, some at the other.
func writePage(page *bytes.Buffer, portal *portalRecord, generation, after uint64, limit int) {
	page.WriteString(`{"data":[`)
	written, last, more := 0, uint64(0), false
	portal.users.Ascend(after+1, func(sequence uint64, user *portalUserRecord) bool {
		if more = written == limit; more {
			return false
		}
		if written > 0 {
			page.WriteByte(',')
		}
		page.Write(user.encoded)
		written, last = written+1, sequence
		return true
	})
	page.WriteString(`],"paging":{`)
	if more {
		page.WriteString(`"next":{"after":"` + encodeCursor(portal.id, generation, last) + `"}`)
	}
	page.WriteString(`}}`)
}

func getPortalUser(_ *portalRecord, user *portalUserRecord) (Response, *apiError) {
	return Response{Status: http.StatusOK, Body: user.encoded}, nil
}

func createPortalUser(c *call, portal *portalRecord) (Response, *apiError) {
	var params createPortalUserParams
	if apiErr := c.decode(&params); apiErr != nil {
		return Response{}, apiErr
	}
	if apiErr := checkConflicts(&params, portal); apiErr != nil {
		return Response{}, apiErr
	}
	user := portal.add(PortalUser{
		ID:        unusedID(&c.store.ids.portalUser, portal.userByID),
		FirstName: params.FirstName.Value,
		LastName:  params.LastName.Value,
		Email:     params.Email.Value,
		Roles:     params.Roles.Value,
		Locale:    params.Locale.Value,
	})
	return Response{Status: http.StatusOK, Body: user.encoded}, nil
}

func deletePortalUser(portal *portalRecord, user *portalUserRecord) (Response, *apiError) {
	portal.remove(user)
	return jsonResponse(http.StatusOK, deletedPortalUserBody{user.ID, true})
}
