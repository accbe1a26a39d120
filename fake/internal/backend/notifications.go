package backend

// Notifications of the Profile API: pages by number, newest first, within one container.

import "net/http"

type notificationsBody struct {
	Notifications []notificationBody `json:"notifications"`
	Page          int                `json:"page"`
	Limit         int                `json:"limit"`
	Total         int                `json:"total"`
}

type notificationBody struct {
	ID          string `json:"id"`
	ContainerID string `json:"containerId"`
	Type        string `json:"type"`
	Title       string `json:"title"`
	Message     string `json:"message"`
	Read        bool   `json:"read"`
	CreatedAt   string `json:"createdAt" format:"date-time"`
}

func listNotifications(c *call) (Response, *apiError) {
	query, container, apiErr := inContainer(c)
	if apiErr != nil {
		return Response{}, apiErr
	}
	page, apiErr := pageParameter.count(query)
	if apiErr != nil {
		return Response{}, apiErr
	}
	limit, apiErr := limitParameter.count(query)
	if apiErr != nil {
		return Response{}, apiErr
	}
	all := c.session.profile.newestFirst[container]
	pagesBefore := min(page-1, len(all)/limit+1) // more would be past the end, and too many for an int
	first := min(pagesBefore*limit, len(all))
	body := notificationsBody{Notifications: []notificationBody{}, Page: page, Limit: limit, Total: len(all)}
	for _, n := range all[first:min(first+limit, len(all))] {
		body.Notifications = append(body.Notifications, notificationBody{n.ID, n.ContainerID, n.Type, n.Title, n.Message, n.Read, milliseconds(n.CreatedAt)})
	}
	return jsonResponse(http.StatusOK, body)
}

func markNotificationsRead(c *call) (Response, *apiError) {
	notifications := c.session.profile.Notifications
	for i := range notifications {
		notifications[i].Read = true
	}
	return Response{Status: http.StatusCreated}, nil
}
