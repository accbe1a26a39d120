package partnerkit

// The notifications of a session's user (Profile API).

import (
	"cmp"
	"context"
	"iter"
	"net/http"
	"strconv"
	"time"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/paging"
)

// NotificationsService reaches the notifications of the user whose session
// WithSession gives. The Profile API has no documented address:
// WithProfileBaseURL or WithBaseURL gives it.
//
// Every method can also return the errors that the package documentation lists under Errors.
type NotificationsService struct{ api *call.API }

// Notification is one message to a user.
type Notification struct {
	ID          string    `json:"id"`          // the API's own id
	ContainerID string    `json:"containerId"` // where it belongs
	Type        string    `json:"type"`        // an open set of names
	Title       string    `json:"title"`       // may be empty
	Message     string    `json:"message"`     // may be empty
	Read        bool      `json:"read"`        // whether it was marked read
	CreatedAt   time.Time `json:"createdAt"`   // when it was made
}

// NotificationListParams says which page of a container's notifications.
type NotificationListParams struct {
	ContainerID string `url:"containerId"`     // required
	Page        int    `url:"page,omitempty"`  // from 1; 0 means the first; the next is the Page's Number+1 while it has a Next
	Limit       int    `url:"limit,omitempty"` // notifications a page, 1 to 100; 0 means the API's default, 20, and for All 100
}

var (
	notificationsList = call.Endpoint{
		Name: "Notifications.List", Method: http.MethodGet, Route: "/v1/user/notifications", Idempotent: true, List: true, AllowEmpty: true,
	}
	notificationsMarkAllRead = call.Endpoint{
		Name: "Notifications.MarkAllRead", Method: http.MethodPost, Route: "/v1/user/notifications/read", Idempotent: true, AllowEmpty: true,
	}
)

// List returns one page of the user's notifications in a container, newest
// first. GET /v1/user/notifications.
//
// The page's Next is empty where the response's own numbers say that all were given,
// and on an empty page. An API that does not say a total, or gives other pages than
// it says, leaves that open: then Next may ask for a page that is empty.
//
// Repeated freely. Errors: ErrBadRequest for a page or a limit out of range,
// ErrNotFound, ErrSessionExpired, ErrRefreshTokenExpired, ErrUnauthorized,
// ErrRateLimited, ErrServer.
func (s *NotificationsService) List(ctx context.Context, params NotificationListParams, opts ...CallOption) (*Page[Notification], error) {
	decoded, err := do(ctx, apiOf(s), call.Request[notificationPage]{
		Endpoint: &notificationsList,
		Params:   call.Params{Query: params, ArgErr: required(argument{"containerId", params.ContainerID})},
		Decode:   decodeNotificationPage(params.Limit),
		Validate: (*notificationPage).validate,
	}, opts)
	if err != nil {
		return nil, err
	}
	return decoded.page(params), nil
}

// All goes through the user's notifications in a container from params.Page on,
// page after page, until a page is empty or, begun at the first, as many were given
// as the API says there are. Each range begins anew; an error comes once and ends
// it. New notifications push the old ones down: what the page before gave is left
// out, and a page that brings nothing new is passed over. Its errors are those of
// List, and ErrMalformedResponse where 100 pages running bring nothing new or the
// pages lead in a circle.
func (s *NotificationsService) All(ctx context.Context, params NotificationListParams, opts ...CallOption) iter.Seq2[*Notification, error] {
	params.Limit = cmp.Or(params.Limit, allLimit)
	return listing[Notification]{
		endpoint: &notificationsList, opts: opts, start: strconv.Itoa(params.Page), next: params.next,
		id: func(n *Notification) string { return n.ID },
		fetch: func(number string, opts []CallOption) (*Page[Notification], error) {
			asked := params
			asked.Page, _ = strconv.Atoi(number) // a number that this package wrote
			return s.List(ctx, asked, opts...)
		},
	}.all()
}

// MarkAllRead marks every unread notification of the session's user, in every
// container, that there is when the last attempt arrives. POST
// /v1/user/notifications/read.
//
// Repeated freely. An error does not say that nothing happened: call it again.
// Errors: ErrBadRequest, ErrNotFound, ErrSessionExpired, ErrRefreshTokenExpired,
// ErrUnauthorized, ErrRateLimited, ErrServer.
func (s *NotificationsService) MarkAllRead(ctx context.Context, opts ...CallOption) error {
	_, err := do(ctx, apiOf(s), call.Request[call.Nothing]{Endpoint: &notificationsMarkAllRead, Decode: call.DecodeNothing}, opts)
	return err
}

// next is the number of the page after another one, in a walk that began at the params' page and has given so many items.
func (p NotificationListParams) next(page *Page[Notification], given int) string {
	return paging.Numbered{Number: page.Number, Items: len(page.Items), Total: page.Total}.NextSince(p.Page, given)
}

// notificationPage is what List reads; an empty body is an empty page.
type notificationPage struct {
	Notifications []Notification `json:"notifications"`
	Limit         int            `json:"limit"`
	Total         int            `json:"total"`
}

func (p *notificationPage) validate(string) error {
	return validateItems("notifications", p.Notifications, func(n *Notification) error { return present("id", n.ID) })
}

func (p *notificationPage) page(asked NotificationListParams) *Page[Notification] {
	page := &Page[Notification]{Items: pointers(p.Notifications), Number: max(1, asked.Page), Total: p.Total}
	page.Next = paging.Numbered{Number: page.Number, Items: len(page.Items), Limit: p.Limit, Total: p.Total}.Next()
	return page
}
