package partnerkit

// What can never be right in an argument or an option, said before anything is
// sent.

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/credential"
	"github.com/partnerkit/partnerkit-go/internal/httpfield"
)

// argument is a required argument and its name.
type argument struct{ name, value string }

// required reports the first argument that is empty or not text.
func required(arguments ...argument) error {
	for _, a := range arguments {
		if a.value == "" {
			return namedArgErr(a.name, "is empty")
		}
		if !utf8.ValidString(a.value) {
			return namedArgErr(a.name, "is not valid UTF-8")
		}
	}
	return nil
}

// requiredList reports a list that is empty or holds an empty text.
func requiredList[S ~string](name string, list []S) error {
	if len(list) == 0 {
		return namedArgErr(name, "is empty")
	}
	for i, s := range list {
		if err := required(argument{fmt.Sprintf("%s[%d]", name, i), string(s)}); err != nil {
			return err
		}
	}
	return nil
}

// validateSecret reports a key that cannot be sent as it is, without saying the key.
func validateSecret(option, what, value string) error {
	if problem := credential.Problem(value); problem != "" {
		return argErr("%s: the %s %s", option, what, problem)
	}
	return nil
}

// validateHeader reports a header that may not be set on a call.
func validateHeader(name, value string) error {
	switch {
	case !httpfield.IsToken(name):
		return argErr("WithHeader: the name is not a header's")
	case call.IsReservedHeader(name):
		return argErr("header %s is not the caller's to set", http.CanonicalHeaderKey(name))
	case strings.ContainsFunc(value, func(r rune) bool { return unicode.IsControl(r) && r != '\t' }):
		return argErr("header %s: the value holds a control character", http.CanonicalHeaderKey(name))
	default:
		return nil
	}
}

// validateText reports the first argument that is not UTF-8: encoding/json would send
// U+FFFD in its place.
func validateText(arguments ...argument) error {
	for _, a := range arguments {
		if !utf8.ValidString(a.value) {
			return namedArgErr(a.name, "is not valid UTF-8")
		}
	}
	return nil
}

// methodsOfDo are what Client.Do sends. A response to HEAD has no body to tell an error by.
var methodsOfDo = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// validateDo reports an argument of Client.Do that can never be right; the rest of the path is
// looked at where it becomes a URL.
func validateDo(api API, method, path string, out any) error {
	pointer := reflect.ValueOf(out)
	switch {
	case !api.isKnown():
		return namedArgErr("api", "is none of the four")
	case !slices.Contains(methodsOfDo, method):
		return namedArgErr("method", "is none of "+strings.Join(methodsOfDo, ", "))
	case path == "":
		return namedArgErr("path", "is empty")
	case out != nil && (pointer.Kind() != reflect.Pointer || pointer.IsNil()):
		return namedArgErr("out", "is no pointer to a value")
	default:
		return nil
	}
}
