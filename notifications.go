package partnerkit

// The notifications of a session's user (Profile API).

import (
	"cmp"
	"context"
	"iter"
	"net/http"
	"strconv"
	"time"
)

// NotificationsService reaches the notifications of the user whose session
// WithSession gives. The Profile API has no documented address:
// WithProfileBaseURL or WithBaseURL gives it.
//
// Beside what a method's documentation names, every method can end with
// ErrInvalidArgument, ErrNoCredential or ErrNoBaseURL before anything is sent, with
// ErrMalformedResponse or ErrResponseTooLarge about an answer, and with the error
// of its context, of the limiter or of the connection.
type NotificationsService struct{ api *api }

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
	notificationsList = operation{
		name: "Notifications.List", method: http.MethodGet, route: "/v1/user/notifications", repeat: harmless, list: true, mayBeBare: true,
	}
	notificationsMarkAllRead = operation{
		name: "Notifications.MarkAllRead", method: http.MethodPost, route: "/v1/user/notifications/read", repeat: harmless, mayBeBare: true,
	}
)

// List returns one page of the user's notifications in a container, newest
// first. GET /v1/user/notifications.
//
// Repeated freely. Errors: ErrBadRequest for a page or a limit out of range,
// ErrNotFound, ErrSessionExpired, ErrRefreshTokenExpired, ErrUnauthorized,
// ErrRateLimited, ErrServer.
func (s *NotificationsService) List(ctx context.Context, params NotificationListParams, opts ...CallOption) (*Page[Notification], error) {
	answer, err := do(ctx, s.own(), call[notificationPage]{
		operation: &notificationsList,
		input:     input{query: params, refuse: required(argument{"container id", params.ContainerID})},
		prepare:   func(p *notificationPage) { p.Notifications = room[Notification](params.Limit) },
		lacks:     (*notificationPage).lacks,
	}, opts)
	if err != nil {
		return nil, err
	}
	return answer.page(params), nil
}

// All goes through the user's notifications in a container from params.Page on,
// page after page. Each range begins anew; an error comes once and ends it. New
// notifications push the old ones down: what the page before gave is left out.
// Its errors are those of List, and ErrMalformedResponse where pages stay empty.
func (s *NotificationsService) All(ctx context.Context, params NotificationListParams, opts ...CallOption) iter.Seq2[*Notification, error] {
	params.Limit = cmp.Or(params.Limit, allLimit)
	id := func(n *Notification) string { return n.ID }
	return walk(&notificationsList, strconv.Itoa(params.Page), id, func(number string) (*Page[Notification], error) {
		next := params
		next.Page, _ = strconv.Atoi(number) // a number that List wrote, or the caller's
		return s.List(ctx, next, opts...)
	})
}

// MarkAllRead marks every unread notification of the session's user, in every
// container, that there is when the last attempt arrives. POST
// /v1/user/notifications/read.
//
// Repeated freely. An error does not say that nothing happened: call it again.
// Errors: ErrBadRequest, ErrNotFound, ErrSessionExpired, ErrRefreshTokenExpired,
// ErrUnauthorized, ErrRateLimited, ErrServer.
func (s *NotificationsService) MarkAllRead(ctx context.Context, opts ...CallOption) error {
	_, err := do(ctx, s.own(), call[nothing]{operation: &notificationsMarkAllRead}, opts)
	return err
}

func (s *NotificationsService) own() *api {
	if s == nil {
		return nil
	}
	return s.api
}

// notificationPage is what List reads; an empty body is an empty page.
type notificationPage struct {
	Notifications []Notification `json:"notifications"`
	Limit         int            `json:"limit"`
	Total         int            `json:"total"`
}

func (p *notificationPage) lacks(string) string {
	if p.Notifications == nil {
		return "notifications is missing"
	}
	for i := range p.Notifications {
		if complaint := missing("id", p.Notifications[i].ID); complaint != "" {
			return complaint
		}
	}
	return ""
}

func (p *notificationPage) page(asked NotificationListParams) *Page[Notification] {
	page := &Page[Notification]{Items: make([]*Notification, len(p.Notifications)), Number: max(1, asked.Page), Total: p.Total}
	for i := range p.Notifications {
		page.Items[i] = &p.Notifications[i]
	}
	if limit := cmp.Or(p.Limit, asked.Limit, defaultLimit); limit > 0 && page.Number <= (p.Total-1)/limit {
		page.Next = strconv.Itoa(page.Number + 1)
	}
	return page
}

// lacksItems says what is wrong with a list, "" where each item is whole.
func lacksItems[T any](name string, list []*T, lacks func(*T) string) string {
	if list == nil {
		return name + " is missing"
	}
	for _, item := range list {
		if item == nil {
			return "an item of " + name + " is null"
		}
		if complaint := lacks(item); complaint != "" {
			return complaint
		}
	}
	return ""
}
