package backend

// The routes: one table of every operation, with all that it takes and answers.

import (
	"reflect"
	"strings"
)

// route is one operation.
type route struct {
	method     string
	path       string
	api        API
	permission string // what the caller must be allowed; the meaning is the API's
	open       bool   // needs no credential
	handle     handler
	segments   []string

	// The rest is what the description of the API says of it.
	operation    string // the client's service and method
	summary      string
	query        []parameter // all that the handler can read
	body         validator   // empty, for its type and rules; nil: none is taken
	bodyOptional bool        // the body may be left out
	success      successSpec
	errors       []*apiError // beside those that every route of the API may answer with
}

// successSpec is a success.
type successSpec struct {
	status int
	about  string
	body   reflect.Type // nil: no content
}

func successOf[T any](status int, about string) successSpec {
	return successSpec{status, about, reflect.TypeFor[T]()}
}

var routeTable = segmented([]route{
	{
		method: "POST", path: "/v1/users", api: PartnerAPI, permission: "user:create", handle: createUser,
		operation: "Users.Create", summary: "Create a user, or associate the one who has the e-mail address with the partner",
		body: &createUserParams{}, errors: []*apiError{alreadyAssociated},
		success: successOf[partnerEnvelope[createdUserBody]](201, "The user."),
	},
	{
		method: "GET", path: "/v1/users/{id}", api: PartnerAPI, permission: "user:read", handle: onUser(userNotFound, getUser),
		operation: "Users.Get", summary: "Get a user by id", errors: []*apiError{userNotFound},
		success: successOf[partnerEnvelope[fullUserBody]](200, "The user."),
	},
	{
		method: "PUT", path: "/v1/users/{id}", api: PartnerAPI, permission: "user:update", handle: onUser(userNotFound, updateUser),
		operation: "Users.Update", summary: "Change those fields of a user that are given; null clears one",
		body: &updateUserParams{}, errors: []*apiError{userNotFound, emailInUse},
		success: successOf[partnerEnvelope[changedUserBody]](200, "The user as changed."),
	},
	{
		method: "DELETE", path: "/v1/users/{id}", api: PartnerAPI, permission: "user:delete", handle: onUser(associationNotFound, disassociateUser),
		operation: "Users.Disassociate", summary: "End the association of a user with the partner", errors: []*apiError{associationNotFound},
		success: successOf[partnerNotice](200, "The association has ended; the user remains."),
	},
	{
		method: "POST", path: "/v1/users/{id}/disconnect-wallet", api: PartnerAPI, permission: "user:update", handle: onUser(userNotFound, disconnectWallet),
		operation: "Users.DisconnectWallet", summary: "Take a user's wallet from them", errors: []*apiError{userNotFound, noWallet},
		success: successOf[partnerEnvelope[changedUserBody]](200, "The user, without a wallet."),
	},
	{
		method: "GET", path: "/v1/users/email/{email}", api: PartnerAPI, permission: "user:read", handle: getUserByEmail,
		operation: "Users.GetByEmail", summary: "Get a user by e-mail address, in any case", errors: []*apiError{userNotFound},
		success: successOf[partnerEnvelope[fullUserBody]](200, "The user."),
	},
	{
		method: "GET", path: "/v1/user", api: AppAPI, handle: findAppUser,
		operation: "AppUsers.Find", summary: "Find a user by external id, or by e-mail address",
		query:   []parameter{externalIDParameter, emailParameter},
		success: successOf[appEnvelope[*appUserBody]](200, "The user. If nobody was found, data is null and success is false."),
	},
	{
		method: "POST", path: "/v1/user", api: AppAPI, handle: createAppUser,
		operation: "AppUsers.Create", summary: "Create a user, whose wallet is made later",
		body: &createAppUserParams{}, bodyOptional: true,
		errors:  []*apiError{{status: 400, code: "invalid"}, {status: 400, code: "blank"}, userExists("external id")},
		success: successOf[appEnvelope[createdAppUserBody]](201, "The uid of the new user."),
	},
	{
		method: "GET", path: "/v1/user/{uid}", api: AppAPI, handle: getAppUser,
		operation: "AppUsers.Get", summary: "Get a user by uid", errors: []*apiError{appUserNotFound},
		success: successOf[appEnvelope[*appUserBody]](200, "The user."),
	},
	{
		method: "GET", path: "/v1/partner-portals/{portalId}/users", api: PortalsAPI, permission: readUsers, handle: listPortalUsers,
		operation: "PortalUsers.List", summary: "List a portal's users, oldest first",
		query: []parameter{afterParameter, limitParameter.parameter}, errors: []*apiError{notFound},
		success: successOf[portalPageBody](200, "A page of users. The last one has no paging.next."),
	},
	{
		method: "GET", path: "/v1/partner-portals/{portalId}/users/{userId}", api: PortalsAPI, permission: readUsers, handle: onPortalUser(getPortalUser),
		operation: "PortalUsers.Get", summary: "Get a user of a portal", errors: []*apiError{notFound},
		success: successOf[portalUserBody](200, "The user."),
	},
	{
		method: "POST", path: "/v1/partner-portals/{portalId}/users", api: PortalsAPI, permission: writeUsers, handle: onPortal(createPortalUser),
		operation: "PortalUsers.Create", summary: "Add a user to a portal", body: &createPortalUserParams{}, errors: []*apiError{notFound},
		success: successOf[portalUserBody](200, "The new user."),
	},
	{
		method: "DELETE", path: "/v1/partner-portals/{portalId}/users/{userId}", api: PortalsAPI, permission: writeUsers, handle: onPortalUser(deletePortalUser),
		operation: "PortalUsers.Delete", summary: "Delete a user of a portal", errors: []*apiError{notFound},
		success: successOf[deletedPortalUserBody](200, "The user is deleted."),
	},
	{
		method: "GET", path: "/v1/user/profile", api: ProfileAPI, handle: getProfile,
		operation: "Profile.Get", summary: "Get fields of the session's own profile", query: []parameter{fieldsParameter},
		success: successOf[someOfProfileBody](200, "The fields that were asked for."),
	},
	{
		method: "GET", path: "/v1/user/by-id/{username}/public", api: ProfileAPI, handle: getPublicProfile,
		operation: "Profile.Public", summary: "Get the public profile of a user in a container",
		query: []parameter{containerParameter}, errors: []*apiError{notFound},
		success: successOf[publicProfileBody](200, "The profile."),
	},
	{
		method: "POST", path: "/v1/user/profile", api: ProfileAPI, handle: updateProfile,
		operation: "Profile.Update", summary: "Change those fields of the session's own profile that are given", body: &updateProfileParams{},
		success: successOf[profileBody](201, "The profile as changed."),
	},
	{
		method: "GET", path: "/v1/user/referrals", api: ProfileAPI, handle: listReferrals,
		operation: "Profile.Referrals", summary: "List whom the session's user referred",
		success: successOf[[]referralBody](200, "All of them."),
	},
	{
		method: "GET", path: "/v1/user/notifications", api: ProfileAPI, handle: listNotifications,
		operation: "Notifications.List", summary: "List the notifications of a container, newest first",
		query:   []parameter{containerParameter, pageParameter.parameter, limitParameter.parameter},
		success: successOf[notificationsBody](200, "A page of notifications, empty past the end."),
	},
	{
		method: "POST", path: "/v1/user/notifications/read", api: ProfileAPI, handle: markNotificationsRead,
		operation: "Notifications.MarkAllRead", summary: "Mark every notification of the session's user as read",
		success: successSpec{status: 201, about: "All are read."},
	},
	{
		method: "POST", path: "/v1/user/auth/refresh-session", api: ProfileAPI, open: true, handle: refreshSession,
		operation: "Profile.RefreshSession", summary: "Get a new session token for a refresh token", body: &refreshParams{},
		errors:  []*apiError{unauthorized, refreshExpired},
		success: successOf[refreshedSessionBody](200, "The new session token."),
	},
})

func segmented(table []route) []route {
	for i := range table {
		table[i].segments = strings.Split(table[i].path, "/")[1:]
	}
	return table
}
