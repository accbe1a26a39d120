package backend

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake"
)

func environment(variables map[string]string) func(string) string {
	return func(name string) string { return variables[name] }
}

func TestCredentialsChooseTheRealAPIs(t *testing.T) {
	t.Parallel()
	for _, variable := range credentials {
		assert.True(t, hasCredentials(environment(map[string]string{variable: "x"})), variable)
	}
	assert.False(t, hasCredentials(environment(map[string]string{
		"PARTNERKIT_BASE_URL": "https://api.example.com", string(Portal): "portal_1",
	})), "neither an address nor a name is a credential")
}

func TestMissingNameIsSaid(t *testing.T) {
	t.Parallel()
	env := environment(map[string]string{string(Portal): "portal_1"})
	require.NoError(t, missing(env, []Name{Portal}))
	assert.ErrorContains(t, missing(env, []Name{Portal, Role}), "PARTNERKIT_EXAMPLE_ROLE")
}

func TestOnFakeKnowsEveryName(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	err := OnFake(t.Context(), &out, func(_ context.Context, b *Backend) error {
		for _, name := range []Name{Portal, Role, Container, ExternalID, SecondPartnerKey, MarkAllRead} {
			assert.NotEmpty(t, b.Name(name), name)
		}
		assert.NotNil(t, b.Fake)
		assert.Equal(t, "ada@example.com", b.Email("ada"))
		return nil
	})
	require.NoError(t, err)
	assert.Equal(t, "No credentials in the environment: this talks to the fake.\n", out.String())
}

func TestOnRealMakesUniqueEmails(t *testing.T) {
	t.Parallel()
	client := fake.New(t).Client()
	var emails []string
	for range 2 {
		var out bytes.Buffer
		err := OnReal(t.Context(), &out, client, environment(nil), func(_ context.Context, b *Backend) error {
			assert.Nil(t, b.Fake)
			assert.Empty(t, b.Name(Portal))
			assert.NotEqual(t, b.Email("ada"), b.Email("grace"))
			emails = append(emails, b.Email("ada"))
			return nil
		})
		require.NoError(t, err)
		assert.True(t, strings.HasPrefix(out.String(), "Credentials found in the environment"), out.String())
	}
	assert.NotEqual(t, emails[0], emails[1])
}

// Nothing is sent before the example has said what it does, on the fake as on real APIs; only there the words are written.
func TestAnnouncementComesFirst(t *testing.T) {
	t.Parallel()
	announcing := func(ctx context.Context, b *Backend) error {
		_, err := b.Client.Profile.Referrals(ctx)
		require.ErrorIs(t, err, errNotAnnounced)
		b.Announce("It reads %s.", "referrals")
		_, err = b.Client.Profile.Referrals(ctx)
		return err
	}
	var onFake, onReal bytes.Buffer
	require.NoError(t, OnFake(t.Context(), &onFake, announcing))
	assert.NotContains(t, onFake.String(), "It reads")
	srv := fake.New(t)
	require.NoError(t, OnReal(t.Context(), &onReal, srv.Client(), environment(nil), announcing))
	assert.True(t, strings.HasSuffix(onReal.String(), "\nIt reads referrals.\n"), onReal.String())
	assert.Len(t, srv.Requests(), 1)
}

func TestErrorsReachTheCaller(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	err := OnFake(t.Context(), &bytes.Buffer{}, func(context.Context, *Backend) error { return broken })
	require.ErrorIs(t, err, broken)

	err = OnFake(t.Context(), failingWriter{broken}, func(context.Context, *Backend) error { return nil })
	assert.ErrorIs(t, err, broken, "what cannot be written is an error, too")
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }
