package partnerkit

// The bodies of writes: the bytes that encoding/json writes of the same params.

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/internal/jsonwrite"
)

func TestBodiesAreTheParamsAsJSON(t *testing.T) {
	t.Parallel()
	texts := []string{"", "plain", `"quoted" <&>`, "Zoë"}
	check := func(params any, write jsonwrite.Write) {
		want, err := json.Marshal(params)
		require.NoError(t, err)
		got, err := write.Bytes()
		require.NoError(t, err)
		assert.Equal(t, string(want), string(got))
	}
	opts := []Opt[string]{{}, Null[string]()}
	for _, text := range texts {
		opts = append(opts, Set(text))
	}
	for _, a := range texts {
		for _, b := range texts {
			create := UserCreateParams{Email: a, TwitterUsername: b, WalletAddress: a}
			check(create, create.write)
			app := AppUserCreateParams{UserExternalID: a, Email: b}
			check(app, app.write)
			portal := PortalUserCreateParams{FirstName: a, LastName: b, Email: a, Roles: []string{a, b}, Password: b, Locale: a}
			check(portal, portal.write)
			portal.Attributes = []PortalUserAttribute{{ID: a, Value: map[string]any{b: 1.5}}}
			check(portal, portal.write)
		}
	}
	dates := []Opt[Date]{{}, Null[Date](), Set(Date{1990, 5, 17}), Set(Date{})}
	for i, a := range opts {
		b := opts[(i+1)%len(opts)]
		update := UserUpdateParams{Email: a, TwitterUsername: b, WalletAddress: a}
		check(update, update.write)
		for _, date := range dates {
			profile := ProfileUpdateParams{DisplayName: a, Handle: b, Biography: a, DateOfBirth: date}
			check(profile, profile.write)
		}
	}
}
