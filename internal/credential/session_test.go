package credential

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/internal/call"
)

func TestASession(t *testing.T) {
	t.Parallel()
	expired, bad, broken := errors.New("expired"), errors.New("bad"), errors.New("broken")
	source := func(token string, err error) Source {
		return Source{
			Token: func(context.Context, *call.API, string) (string, error) { return token, err },
			Validate: func(token string) error {
				if token == "st fake" {
					return bad
				}
				return nil
			},
			Expired: expired,
		}
	}
	authorization, err := Session(source("st_fake_2", nil)).Authorize(t.Context(), nil, "st_fake_1")
	require.NoError(t, err)
	assert.Equal(t, "st_fake_2", authorization.Token())
	assert.Equal(t, []call.Field{{Name: "Authorization", Value: "Bearer st_fake_2"}}, authorization.Fields())

	for want, s := range map[error]Source{expired: source("st_fake_1", nil), bad: source("st fake", nil), broken: source("st_fake_2", broken)} {
		_, err := Session(s).Authorize(t.Context(), nil, "st_fake_1")
		assert.Equal(t, want, err)
	}
	first, second := Session(Source{}), Session(Source{})
	assert.NotSame(t, first.Identity, second.Identity, "each session has a quota of its own")
}
