package backend

// The APIs' own words. A state may have them for a credential, such as a session token "session", and they are shown all the
// same: paths, codes and messages would be unreadable without them, and everybody knows them.

import (
	"net/http"
	"reflect"
	"strings"
	"sync"
)

// vocabulary is what the fake says of its own: routes, codes, kinds and texts of errors, and names of members, a line each.
// Answers are in no log, so that only the members of requests are among them.
var vocabulary = sync.OnceValue(func() string {
	words := Routes()
	for _, table := range []errorTable{partnerErrors, appErrors, portalErrors, profileErrors} {
		for _, row := range table.rows {
			words = append(words, row.code, strings.ToUpper(row.code), row.kind, row.text)
		}
		for status := http.StatusBadRequest; status < 600; status++ {
			words = append(words, table.derive(status).code, statusText(status))
		}
	}
	for _, apiErr := range []*apiError{userNotFound, associationNotFound, alreadyAssociated, emailInUse, noWallet} {
		words = append(words, apiErr.message)
	}
	for _, body := range []any{
		userParams{}, createAppUserParams{}, createPortalUserParams{}, attribute{}, updateProfileParams{}, refreshParams{},
	} {
		words = append(words, membersOf(reflect.TypeOf(body))...)
	}
	return strings.Join(words, "\n")
})

// membersOf are the names that a type's fields have in JSON.
func membersOf(t reflect.Type) []string {
	var names []string
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}
