package fake

// The Portals API: the users of a portal, listed with cursors. Its error bodies have no codes; what was wrong with a request
// is said in the message.

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
)

type portalUserWire struct {
	ID           string  `json:"id"`
	FirstName    string  `json:"first_name"`
	LastName     string  `json:"last_name"`
	Email        string  `json:"email"`
	LastLoggedAt *string `json:"last_logged_at"`
}

func portalUserBody(u PortalUser) portalUserWire {
	body := portalUserWire{ID: u.ID, FirstName: u.FirstName, LastName: u.LastName, Email: u.Email}
	if u.LastLoggedAt != nil {
		body.LastLoggedAt = new(milliseconds(*u.LastLoggedAt))
	}
	return body
}

type deletedUserWire struct {
	ID        string `json:"id"`
	IsDeleted bool   `json:"isDeleted"`
}

type portalFailure struct {
	StatusCode int    `json:"status_code"`
	Message    string `json:"message"`
	RequestID  string `json:"request_id"`
}

func portalErrorBody(row errorRow, r *refusal, requestID string) any {
	return portalFailure{row.status, cmp.Or(r.reason(), row.text), requestID}
}

// createPortalUserParams are the body of creating. The password and the attributes are judged and then forgotten.
type createPortalUserParams struct {
	FirstName  member[string]      `json:"first_name"`
	LastName   member[string]      `json:"last_name"`
	Email      member[string]      `json:"email"`
	Roles      member[[]string]    `json:"roles"`
	Password   member[string]      `json:"password"`
	Locale     member[string]      `json:"locale"`
	Attributes member[[]attribute] `json:"attributes"`
}

type attribute struct {
	ID    member[string]          `json:"id"`
	Value member[json.RawMessage] `json:"value"`
}

func (p *createPortalUserParams) judge() []fieldError {
	return slices.Concat(
		p.FirstName.complaints("first_name", mandatory, atLeast(1)),
		p.LastName.complaints("last_name", mandatory, atLeast(1)),
		p.Email.complaints("email", mandatory, plainAddress),
		p.Roles.complaints("roles", mandatory, someRoles),
		p.Password.complaints("password", optional, atLeast(8)),
		p.Locale.complaints("locale", optional, atLeast(1)),
		p.Attributes.complaints("attributes", optional, wholeAttributes),
	)
}

func someRoles(roles []string) string {
	if len(roles) == 0 {
		return "must name at least one role"
	}
	return ""
}

func wholeAttributes(attributes []attribute) string {
	for i, a := range attributes {
		if !a.ID.set || a.ID.null || !a.Value.set {
			return fmt.Sprintf("element %d must have an id and a value", i)
		}
	}
	return ""
}

// conflicts judges a new user against what the portal holds.
func (p *createPortalUserParams) conflicts(portal *portalRecord) *refusal {
	for i, role := range p.Roles.value {
		place := fmt.Sprintf("roles[%d]", i)
		if !portal.hasRole(role) {
			return wrong(place, "is no role of the portal")
		}
		if slices.Contains(p.Roles.value[:i], role) {
			return wrong(place, "occurs twice")
		}
	}
	if portal.byEmail[fold(p.Email.value)] != nil {
		return wrong("email", "is in use in the portal")
	}
	return nil
}

// portal is the portal that the path names.
func (c *call) portal() (*portalRecord, *refusal) {
	if portal := c.store.portals.byID[c.params[0]]; portal != nil {
		return portal, nil
	}
	return nil, notFound
}

// portalUser is the user that the path names, and the portal.
func (c *call) portalUser() (*portalRecord, *portalUserRecord, *refusal) {
	portal, refused := c.portal()
	if refused != nil {
		return nil, nil, refused
	}
	if user := portal.byID[c.params[1]]; user != nil {
		return portal, user, nil
	}
	return nil, nil, notFound
}

// portalPage reads which page of a listing is asked for: the users after a sequence number.
func (c *call) portalPage() (after uint64, limit int, refused *refusal) {
	query, refused := c.query()
	if refused != nil {
		return 0, 0, refused
	}
	if limit, refused = limitParameter(query); refused != nil {
		return 0, 0, refused
	}
	cursor, refused := parameter(query, "after")
	if refused != nil || cursor == "" {
		return 0, limit, refused
	}
	after, ours := decodeCursor(c.params[0], c.generation, cursor)
	if !ours {
		return 0, 0, wrong("after", "is no cursor of this portal")
	}
	return after, limit, nil
}

func listPortalUsers(c *call) (answer, *refusal) {
	after, limit, refused := c.portalPage()
	if refused != nil {
		return answer{}, refused
	}
	portal, refused := c.portal()
	if refused != nil {
		return answer{}, refused
	}
	body := lend()
	portal.writePage(body, c.generation, after, limit)
	return answer{status: http.StatusOK, body: body.Bytes(), lent: body}, nil
}

// writePage joins what up to limit users after a sequence number are stored as, and the cursor of the next page, if there is one.
func (p *portalRecord) writePage(page *bytes.Buffer, generation, after uint64, limit int) {
	page.WriteString(`{"data":[`)
	written, last, more := 0, uint64(0), false
	p.users.Ascend(after+1, func(sequence uint64, user *portalUserRecord) bool {
		if more = written == limit; more {
			return false
		}
		if written > 0 {
			page.WriteByte(',')
		}
		page.Write(user.wire)
		written, last = written+1, sequence
		return true
	})
	page.WriteString(`],"paging":{"next":{`)
	if more {
		page.WriteString(`"after":"` + encodeCursor(p.id, generation, last) + `"`)
	}
	page.WriteString(`}}}`)
}

func getPortalUser(c *call) (answer, *refusal) {
	_, user, refused := c.portalUser()
	if refused != nil {
		return answer{}, refused
	}
	return answer{status: http.StatusOK, body: user.wire}, nil
}

func createPortalUser(c *call) (answer, *refusal) {
	portal, refused := c.portal()
	if refused != nil {
		return answer{}, refused
	}
	var params createPortalUserParams
	if refused := c.decode(&params); refused != nil {
		return answer{}, refused
	}
	if refused := params.conflicts(portal); refused != nil {
		return answer{}, refused
	}
	user := portal.add(PortalUser{
		ID:        c.store.ids.portalUser.next(),
		FirstName: params.FirstName.value,
		LastName:  params.LastName.value,
		Email:     params.Email.value,
		Roles:     params.Roles.value,
		Locale:    params.Locale.value,
	})
	return answer{status: http.StatusOK, body: user.wire}, nil
}

func deletePortalUser(c *call) (answer, *refusal) {
	portal, user, refused := c.portalUser()
	if refused != nil {
		return answer{}, refused
	}
	portal.remove(user)
	return succeed(http.StatusOK, deletedUserWire{user.ID, true})
}
