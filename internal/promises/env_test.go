package promises_test

// FromEnv. The environment belongs to the process: these tests set it with
// t.Setenv, which forbids t.Parallel.

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

var environmentNames = []string{
	"PARTNER_KEY", "APP_KEY", "APP_SECRET", "SERVICE_ACCOUNT_KEY", "SESSION_TOKEN", "REFRESH_TOKEN",
	"BASE_URL", "PARTNER_BASE_URL", "APP_BASE_URL", "PORTALS_BASE_URL", "PROFILE_BASE_URL",
}

// setEnvironment sets the named variables and empties the others.
func setEnvironment(t *testing.T, set map[string]string) {
	t.Helper()
	for _, name := range environmentNames {
		t.Setenv("PARTNERKIT_"+name, set[name])
	}
}

func TestFromEnvGivesEveryOption(t *testing.T) { //nolint:paralleltest // t.Setenv
	all := map[string]string{
		"PARTNER_KEY": tapePartner, "APP_KEY": tapeAppKey, "APP_SECRET": tapeAppSecret, "SERVICE_ACCOUNT_KEY": tapeAccount,
		"SESSION_TOKEN": tapeSession, "BASE_URL": tapeOrigin,
	}
	setEnvironment(t, all)
	for _, row := range documentedCalls() { //nolint:paralleltest // t.Setenv
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := tapeOf(httpAnswer(row.status, row.answer))
				client, err := partnerkit.New(partnerkit.FromEnv(), withTape(p))
				require.NoError(t, err)
				_, err = row.call(t.Context(), client)
				require.NoError(t, err)
				assert.Equal(t, []string{wireText(row.api, row.line, row.body)}, p.requests())
			})
		})
	}
}

func TestFromEnvTable(t *testing.T) { //nolint:paralleltest // t.Setenv
	for _, row := range []struct { //nolint:paralleltest // t.Setenv
		name string
		set  map[string]string
		call int    // of documentedCalls; -1 expects New to fail
		want string // a part of the request, or of the error
	}{
		{"nothing", nil, 0, "WithPartnerKey"},
		{"nothing for the app", nil, 6, "WithAppKey"},
		{"nothing for portals", nil, 8, "WithServiceAccountKey"},
		{"nothing for profile", nil, 11, "WithSession"},
		{"partner alone", map[string]string{"PARTNER_KEY": tapePartner}, 1, "\r\nHost: api.reveel.id\r\n"},
		{"partner's address", map[string]string{"PARTNER_KEY": tapePartner, "PARTNER_BASE_URL": "https://h"}, 1, "\r\nHost: h\r\n"},
		{"common address", map[string]string{"PARTNER_KEY": tapePartner, "BASE_URL": "https://h"}, 1, "\r\nHost: h\r\n"},
		{"own address wins", map[string]string{"PARTNER_KEY": tapePartner, "BASE_URL": "https://h", "PARTNER_BASE_URL": "https://own"}, 1, "\r\nHost: own\r\n"},
		{"app's address", map[string]string{"APP_KEY": tapeAppKey, "APP_SECRET": tapeAppSecret, "APP_BASE_URL": "https://h"}, 6, "\r\nHost: h\r\n"},
		{"portals without address", map[string]string{"SERVICE_ACCOUNT_KEY": tapeAccount}, 8, "WithPortalsBaseURL"},
		{"portals' address", map[string]string{"SERVICE_ACCOUNT_KEY": tapeAccount, "PORTALS_BASE_URL": "https://h/p"}, 8, "GET /p/v1/partner-portals"},
		{"profile's address", map[string]string{"SESSION_TOKEN": tapeSession, "PROFILE_BASE_URL": "https://h"}, 11, "Bearer " + tapeSession},
		{"session and refresh", map[string]string{"SESSION_TOKEN": tapeSession, "REFRESH_TOKEN": tapeRefresh, "BASE_URL": "https://h"}, 11, "Bearer " + tapeSession},
		{"refresh alone", map[string]string{"REFRESH_TOKEN": tapeRefresh, "BASE_URL": "https://h"}, 11, "POST /v1/user/auth/refresh-session"},
		{"app key without secret", map[string]string{"APP_KEY": optionCanary}, -1, "PARTNERKIT_APP_SECRET is not"},
		{"app secret without key", map[string]string{"APP_SECRET": optionCanary}, -1, "PARTNERKIT_APP_KEY is not"},
		{"bad partner key", map[string]string{"PARTNER_KEY": optionCanary + "\n"}, -1, "WithPartnerKey"},
		{"bad account key", map[string]string{"SERVICE_ACCOUNT_KEY": optionCanary}, -1, "WithServiceAccountKey"},
		{"bad session", map[string]string{"SESSION_TOKEN": optionCanary + "\n"}, -1, "SessionToken"},
		{"bad refresh", map[string]string{"REFRESH_TOKEN": optionCanary + "\n"}, -1, "RefreshingSession"},
		{"bad address", map[string]string{"BASE_URL": "https://u:" + optionCanary + "@h"}, -1, "PARTNERKIT_BASE_URL"},
		{"bad own address", map[string]string{"PROFILE_BASE_URL": "http://h.example/" + optionCanary}, -1, "PARTNERKIT_PROFILE_BASE_URL"},
	} {
		t.Run(row.name, func(t *testing.T) {
			setEnvironment(t, row.set)
			p := tapeOf(httpAnswer(404, ""))
			client, err := partnerkit.New(partnerkit.FromEnv(), withTape(p))
			if row.call < 0 {
				require.ErrorIs(t, err, partnerkit.ErrInvalidArgument)
				assert.ErrorContains(t, err, row.want)
				assert.NotContains(t, err.Error(), optionCanary)
				return
			}
			require.NoError(t, err)
			_, err = documentedCalls()[row.call].call(t.Context(), client)
			require.Error(t, err)
			assert.Contains(t, strings.Join(append(p.requests(), err.Error()), "\n"), row.want)
		})
	}
}

func TestFromEnvIsReadWhenItIsApplied(t *testing.T) { //nolint:paralleltest // t.Setenv
	setEnvironment(t, nil)
	option := partnerkit.FromEnv()
	setEnvironment(t, map[string]string{"SESSION_TOKEN": "st_fake_env", "BASE_URL": "https://env.example"})
	p := tapeOf(httpAnswer(200, `[]`))
	for want, opts := range map[string][]partnerkit.Option{
		"st_fake_env": tapeOptions(p, option),
		tapeSession:   append([]partnerkit.Option{option}, tapeOptions(p)...),
	} {
		client, err := partnerkit.New(opts...)
		require.NoError(t, err)
		before := len(p.requests())
		_, err = client.Profile.Referrals(t.Context())
		require.NoError(t, err)
		assert.Contains(t, p.requests()[before], "Bearer "+want, "the later option wins")
	}
	none, err := partnerkit.New(withTape(p))
	require.NoError(t, err)
	_, err = none.Profile.Referrals(t.Context())
	assert.ErrorIs(t, err, partnerkit.ErrNoCredential, "the environment is not read unasked")
}
