package fake

// How values with credentials print, and how slog writes them: like any struct, with "[redacted]" where a credential stands.
// JSON is not touched by this, since a snapshot without its credentials could not be restored.

import (
	"fmt"
	"log/slog"

	"github.com/partnerkit/partnerkit-go/fake/internal/secret"
)

// printRedacted prints a value as the caller's verb and flags ask, without the credentials in it. Its type must have no
// Format method, or fmt would call that again.
func printRedacted[T any](f fmt.State, verb rune, value *T, credentials ...*string) {
	for _, credential := range credentials {
		if *credential != "" { // one that is missing shows as missing
			*credential = secret.Redacted
		}
	}
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), *value) // a fmt.State has nowhere to report an error to
}

// printed is a value for slog, whose JSONHandler would otherwise ask encoding/json for every field.
func printed(v any) slog.Value { return slog.StringValue(fmt.Sprintf("%+v", v)) }
