package backend

// How a credential is presented: where it stands in the headers, and the kinds that there are.

import (
	"net/http"
	"strings"
)

// The kinds of credential that a request can present.
const (
	kindNone           = "none"
	kindUnknown        = "unknown"
	kindPartnerKey     = "bearer"
	kindApp            = "app"
	kindServiceAccount = "service_account"
	kindSession        = "session"
)

// single gives the value of a header that is there exactly once.
func single(h http.Header, name string) string {
	if values := h.Values(name); len(values) == 1 {
		return values[0]
	}
	return ""
}

// bearer gives the token of "Authorization: Bearer <token>".
func bearer(h http.Header) string {
	scheme, token, _ := strings.Cut(single(h, "Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimLeft(token, " ")
}
