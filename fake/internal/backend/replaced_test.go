package backend

// One state in place of another: what goes on, what begins anew, and what a request that is still with the old one cannot do.

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// snapshot is the state of a backend as text.
func (b *bench) snapshot() string {
	var text string
	b.View(func(s State) {
		for _, u := range s.Users.All() {
			text += fmt.Sprintln(u.ID, u.Email, u.Partners)
		}
		for _, session := range s.Sessions.All() {
			text += fmt.Sprintln(session.SessionToken)
		}
	})
	return text
}

func (b *bench) createUser(t testing.TB, email string) string {
	t.Helper()
	res := b.ask(probe{"POST", "/v1/users", fmt.Sprintf(`{"email":%q}`, email), asAlpha})
	require.Equal(t, 201, res.Status, "%s", res.Body)
	return decoded[struct{ Data struct{ ID string } }](t, res).Data.ID
}

// at is the bench with the backend that it had before.
func (b *bench) at(before *Backend) *bench { return &bench{Backend: before, now: b.now} }

func TestWhoIsStillWithTheOldStateChangesNothingInTheNew(t *testing.T) {
	t.Parallel()
	for name, replaced := range map[string]func(*bench) (*Backend, error){
		"restore": func(b *bench) (*Backend, error) { return b.Restore(Default()) },
		"reset":   func(b *bench) (*Backend, error) { return b.Reset(Default(), b.cfg) },
	} {
		b := newBench(t, Default(), enforceQuotas)
		for range 99 {
			b.ask(probe{"GET", "/v1/users/x", "", asAlpha})
		}
		old := b.at(b.Backend)
		next, err := replaced(b)
		require.NoError(t, err)
		b.Backend = next
		before := b.snapshot()

		old.createUser(t, "late@example.com")
		assert.Contains(t, old.snapshot(), "late@example.com", name)
		assert.Equal(t, 429, old.ask(probe{"DELETE", "/v1/users/" + Default().Users.First().ID, "", asAlpha}).Status, "%s: the old windows", name)
		assert.Equal(t, 200, old.ask(probe{"POST", "/v1/user/auth/refresh-session", `{"refreshToken":"rt_fake_ana"}`, nil}).Status, name)
		assert.Equal(t, before, b.snapshot(), name)
		assert.Equal(t, 200, b.ask(probe{"GET", "/v1/users/email/ana@example.com", "", asAlpha}).Status, "%s: new windows", name)
	}
}

func TestNoIDIsMadeAgainBeforeAReset(t *testing.T) {
	t.Parallel()
	b := newBench(t, Default())
	old := b.at(b.Backend)
	first := b.createUser(t, "a@example.com")
	restored, err := b.Restore(Default())
	require.NoError(t, err)
	b.Backend = restored
	second := b.createUser(t, "a@example.com")
	third := old.createUser(t, "b@example.com")
	fourth := b.createUser(t, "b@example.com")
	assert.Equal(t, []string{
		"00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002",
		"00000000-0000-4000-8000-000000000003", "00000000-0000-4000-8000-000000000004",
	}, []string{first, second, third, fourth})

	s := Default()
	s.Users = ListOf(User{Email: "made@example.com"})
	s.Partners = ListOf(Partner{APIKey: "pk_fake_alpha"}, Partner{APIKey: "pk_fake_alpha"})
	_, err = b.Restore(s)
	require.EqualError(t, err, "partners[1].apiKey: the credential occurs twice")
	assert.Equal(t, "00000000-0000-4000-8000-000000000005", b.createUser(t, "c@example.com"), "a state that is refused takes no id")

	reset, err := b.Reset(Default(), b.cfg)
	require.NoError(t, err)
	assert.Equal(t, first, b.at(reset).createUser(t, "a@example.com"), "a reset begins anew")
	assert.Equal(t, "00000000-0000-4000-8000-000000000006", b.createUser(t, "d@example.com"), "and takes nothing from who was before it")
}

// A state is read while requests go on, and is given ids where it has none.
func TestIDsThatAreMadeWhileAStateIsReadAreNotGivenTwice(t *testing.T) {
	t.Parallel()
	b := newBench(t, Default())
	var once sync.Once
	var meanwhile string
	s := Default()
	s.Users = ListFrom([]string{"made@example.com"}, func(email string) User {
		once.Do(func() { meanwhile = b.createUser(t, "meanwhile@example.com") })
		return User{Email: email}
	})
	restored, err := b.Restore(s)
	require.NoError(t, err)
	restored.View(func(s State) {
		assert.Equal(t, 1, s.Users.Len())
		assert.NotEqual(t, meanwhile, s.Users.First().ID)
	})
	assert.Equal(t, "00000000-0000-4000-8000-000000000001", meanwhile)
}

func TestAStateIsReadWithoutTheLock(t *testing.T) {
	t.Parallel()
	b := newBench(t, Default())
	served := 0
	s := Default()
	s.Users = ListFrom([]string{"a@example.com"}, func(email string) User {
		served = b.ask(probe{"GET", "/v1/users/email/ana@example.com", "", asAlpha}).Status
		return User{Email: email}
	})
	_, err := b.Restore(s)
	require.NoError(t, err)
	assert.Equal(t, 200, served)
}

func TestEveryCredentialSinceTheStartIsASecret(t *testing.T) {
	t.Parallel()
	const mark = "[redacted]"
	b := newBench(t, Default())
	secrets := []string{"pk_fake_alpha", "app_fake_beta", "app_fake_secret_alpha_0123456789abcdef", "sk:fake_beta", "st_fake_ana", "rt_fake_ben"}
	for range 3 {
		res := b.ask(probe{"POST", "/v1/user/auth/refresh-session", `{"refreshToken":"rt_fake_ana"}`, nil})
		secrets = append(secrets, decoded[refreshedSessionBody](t, res).SessionToken)
	}
	restored, err := b.Restore(State{Partners: ListOf(Partner{APIKey: "pk_fake_later"})})
	require.NoError(t, err)
	secrets = append(secrets, "pk_fake_later")
	_, err = restored.Restore(State{Partners: ListOf(Partner{APIKey: "pk_fake_refused"}, Partner{})})
	require.Error(t, err)
	reset, err := restored.Reset(Default(), b.cfg)
	require.NoError(t, err)
	for _, secret := range secrets {
		assert.Equal(t, mark, reset.Secrets().Replace(secret, mark), secret)
	}
	assert.Equal(t, "pk_fake_refused", reset.Secrets().Replace("pk_fake_refused", mark), "it was never one of the fake's")
	late := b.ask(probe{"POST", "/v1/user/auth/refresh-session", `{"refreshToken":"rt_fake_ana"}`, nil})
	token := decoded[refreshedSessionBody](t, late).SessionToken
	assert.Equal(t, mark, reset.Secrets().Replace(token, mark), "one that the old state made")
}

func TestAResetGoesByAnotherClock(t *testing.T) {
	t.Parallel()
	b := newBench(t, Default())
	reset, err := b.Reset(Default(), Config{Now: func() time.Time { return startTime.Add(-time.Hour) }})
	require.NoError(t, err)
	reset.View(func(s State) {
		assert.Equal(t, startTime.Add(-time.Hour).Add(sessionLife), s.Sessions.First().SessionExpiresAt)
	})
	b.now = b.now.Add(sessionLife)
	assert.Equal(t, 401, b.ask(probe{"GET", "/v1/user/referrals", "", asAna}).Status)
	assert.Equal(t, 200, b.at(reset).ask(probe{"GET", "/v1/user/referrals", "", asAna}).Status)
}
