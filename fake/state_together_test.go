package fake

// What cannot be read of a state and what contradicts itself in the rest is told together, and nothing that only follows from
// what cannot be read.

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// stateErrorsOf are the lines of the error that a state is refused with.
func stateErrorsOf(t *testing.T, text string) []string {
	t.Helper()
	got, err := ParseState([]byte(text))
	require.Error(t, err, text)
	require.Equal(t, State{}, got, "nothing of it is given")
	return strings.Split(err.Error(), "\n")
}

func TestTypesAndContradictionsAreToldTogether(t *testing.T) {
	t.Parallel()
	got := stateErrorsOf(t, `{
		"people": [],
		"partners": [{"id":"a","apiKey":"pk_fake_a","permissions":["user:read",1,"user:fly"]}, {"id":"a"}],
		"users": [{"email":5,"partners":["a","nobody"]}, {"email":"a@x","createdAt":"noon"}, {"email":"A@x"}],
		"apps": [{"apiKey":"app_fake_a","walletDelay":"-1s","users":[{"uid":7},{"uid":"7"},{"uid":"7"}]}],
		"serviceAccounts": [{"key":true,"portals":["p","q"]}],
		"portals": [{"id":"p","roles":["r"],"users":[{"roles":["s"]},{"email":"a@x","roles":"r"}]}],
		"profiles": [{"username":"ana","dateOfBirth":"17 May","notifications":[{"read":"no"}]}],
		"sessions": [{"username":"ben","sessionToken":9},{"username":"ana","sessionToken":"st_fake_a"},{"username":"ana","sessionToken":"st_fake_a"}]
	}`)
	assert.Equal(t, []string{
		`unknown member "people"`,
		`partners[0].permissions[1]: must be a string, not 1`,
		`users[0].email: must be a string, not 5`,
		`users[1].createdAt: must be an RFC 3339 time, not "noon"`,
		`apps[0].users[0].uid: must be a string, not 7`,
		`serviceAccounts[0].key: must be a string, not a boolean`,
		`portals[0].users[1].roles: must be a list, not "r"`,
		`profiles[0].notifications[0].read: must be a boolean, not "no"`,
		`sessions[0].sessionToken: must be a string, not a number`,
		`partners[0].permissions[2]: unknown permission "user:fly"`,
		`partners[1].id: "a" occurs twice`,
		`partners[1].apiKey: is required`,
		`users[0].partners[1]: unknown partner "nobody"`,
		`users[2].email: "A@x" occurs twice`,
		`apps[0].apiSecret: is required`,
		`apps[0].walletDelay: -1s is negative`,
		`apps[0].users[2].uid: "7" occurs twice`,
		`serviceAccounts[0].portals[1]: unknown portal "q"`,
		`portals[0].users[0].email: is required`,
		`portals[0].users[0].roles[0]: unknown role "s"`,
		`profiles[0].dateOfBirth: "17 May" is not a date such as 1990-05-17`,
		`profiles[0].notifications[0].containerId: is required`,
		`sessions[0].username: unknown profile "ben"`,
		`sessions[2].sessionToken: the credential occurs twice`,
	}, got)
}

// Beside an error of type stands a reference that could be good if the rest had been read, and one that is wrong in any case.
func TestWhatFollowsFromWhatCannotBeReadIsNotTold(t *testing.T) {
	t.Parallel()
	const (
		user    = `"users":[{"email":"a@x","partners":["b"]},{"email":"A@X"}]`
		account = `"serviceAccounts":[{"key":"sk:fake_a","portals":["b",""]}]`
		session = `"sessions":[{"username":"b","sessionToken":"st_fake_a"},{"username":"","sessionToken":"st_fake_b"}]`
	)
	twice, noPortal, noProfile := `users[1].email: "A@X" occurs twice`, `serviceAccounts[0].portals[1]: unknown portal ""`, `sessions[1].username: unknown profile ""`
	for text, want := range map[string][]string{
		`{"partners":5,` + user + `}`:                                               {`partners: must be a list, not a number`, twice},
		`{"partners":["b"],` + user + `}`:                                           {`partners[0]: must be an object, not a string`, twice},
		`{"partners":[{"id":5,"apiKey":"pk_fake_a"}],` + user + `}`:                 {`partners[0].id: must be a string, not 5`, twice},
		`{"partners":[{"ID":"b","apiKey":"pk_fake_a"}],` + user + `}`:               {`partners[0]: unknown member "ID", exactly "id" is known`, twice},
		`{"partners":[{"id":"a","id":"b","apiKey":"pk_fake_a"}],` + user + `}`:      {`partners[0]: member "id" occurs twice`, twice},
		`{"Partners":[{"id":"b","apiKey":"pk_fake_a"}],` + user + `}`:               {`unknown member "Partners", exactly "partners" is known`, twice},
		`{"partners":[{"id":"a","apiKey":5}],` + user + `}`:                         {`partners[0].apiKey: must be a string, not a number`, `users[0].partners[0]: unknown partner "b"`, twice},
		`{"partners":[{"name":"b","apiKey":"pk_fake_a"}],` + user + `}`:             {`partners[0]: unknown member "name"`, `users[0].partners[0]: unknown partner "b"`, twice},
		`{"portals":5,` + account + `}`:                                             {`portals: must be a list, not 5`, noPortal},
		`{"portals":[5],` + account + `}`:                                           {`portals[0]: must be an object, not 5`, noPortal},
		`{"portals":[{"id":5}],` + account + `}`:                                    {`portals[0].id: must be a string, not 5`, noPortal},
		`{"portals":[{"id":"a","users":[{"id":5,"email":"a@x"}]}],` + account + `}`: {`portals[0].users[0].id: must be a string, not 5`, `serviceAccounts[0].portals[0]: unknown portal "b"`, noPortal},
		`{"profiles":5,` + session + `}`:                                            {`profiles: must be a list, not 5`, noProfile},
		`{"profiles":[{"username":5}],` + session + `}`:                             {`profiles[0].username: must be a string, not 5`, noProfile},
		`{"profiles":[{"username":"a","handle":5}],` + session + `}`:                {`profiles[0].handle: must be a string, not 5`, `sessions[0].username: unknown profile "b"`, noProfile},
		`{"portals":[{"roles":["a",5],"users":[{"email":"a@x","roles":["b",""]}]},{"users":[{"email":"a@x","roles":["b"]}]}]}`: {
			`portals[0].roles[1]: must be a string, not 5`, `portals[0].users[0].roles[1]: unknown role ""`, `portals[1].users[0].roles[0]: unknown role "b"`,
		},
		`{"users":[{"email":"a@x","email":"b@x"},{"email":"a@x"}]}`:                             {`users[0]: member "email" occurs twice`},
		`{"users":[{"email":"a@x"},{"email":"a@x"}],"users":[]}`:                                {`member "users" occurs twice`},
		`{"profiles":[{"username":"a","containers":[5,""]}]}`:                                   {`profiles[0].containers[0]: must be a string, not 5`, `profiles[0].containers[1]: unknown container ""`},
		`{"profiles":[{"username":"a","notifications":[{"containerId":5},{"id":7,"a":true}]}]}`: {`profiles[0].notifications[0].containerId: must be a string, not 5`, `profiles[0].notifications[1].id: must be a string, not 7`, `profiles[0].notifications[1]: unknown member "a"`, `profiles[0].notifications[1].containerId: is required`},
		`{"users":[5]} x`: {`is not JSON: invalid character 'x' after top-level value`},
	} {
		assert.Equal(t, want, stateErrorsOf(t, text), text)
	}
}

// sharingState is a state without contradictions in which everything refers to something.
func sharingState() State {
	s := DefaultState()
	s.Users[0].PayID, s.Apps[0].WalletDelay = &PayID{ID: "1", Name: "ana"}, 5
	shared := s.Sessions[0]
	shared.SessionToken = "st_fake_ana_other"
	s.Sessions = append(s.Sessions, shared)
	return s
}

// node is a value of a document, and how another is put into its place.
type node struct {
	path  []string
	value any
	put   func(any)
}

func nodesOf(path []string, value any) []node {
	var nodes []node
	visit := func(step string, child any, put func(any)) {
		below := append(slices.Clone(path), step)
		nodes = append(append(nodes, node{below, child, put}), nodesOf(below, child)...)
	}
	switch value := value.(type) {
	case map[string]any:
		for name, child := range value {
			visit(name, child, func(other any) { value[name] = other })
		}
	case []any:
		for i, child := range value {
			visit(strconv.Itoa(i), child, func(other any) { value[i] = other })
		}
	}
	return nodes
}

func document(t *testing.T, s State) (root map[string]any, nodes []node) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(stateJSON(t, s)), &root))
	nodes = nodesOf(nil, root)
	slices.SortFunc(nodes, func(a, b node) int { return slices.Compare(a.path, b.path) })
	return root, nodes
}

func (n node) spoil() {
	var wrong any = 5
	if _, number := n.value.(float64); number {
		wrong = "5"
	}
	n.put(wrong)
}

// Whatever cannot be read of a good state, that alone is told.
func TestWhatCannotBeReadIsToldAlone(t *testing.T) {
	t.Parallel()
	root, nodes := document(t, sharingState())
	require.Greater(t, len(nodes), 150)
	told := func() []string {
		text, err := json.Marshal(root)
		require.NoError(t, err)
		return stateErrorsOf(t, string(text))
	}
	for _, n := range nodes {
		n.spoil()
		got := told()
		assert.Len(t, got, 1, "%v: %q", n.path, got)
		n.put(n.value)
	}
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // it must be repeatable
	for range 500 {
		a, b := nodes[random.IntN(len(nodes))], nodes[random.IntN(len(nodes))]
		least := min(len(a.path), len(b.path))
		want := 2
		if slices.Equal(a.path[:least], b.path[:least]) {
			want = 1
		}
		a.spoil()
		b.spoil()
		got := told()
		assert.Len(t, got, want, "%v, %v: %q", a.path, b.path, got)
		b.put(b.value)
		a.put(a.value)
	}
}

// The two kinds share the hundred lines.
func TestStateErrorsOfBothKindsAreBounded(t *testing.T) {
	t.Parallel()
	const more = "and more than these 100"
	for _, test := range []struct{ unread, wrong, want int }{
		{1, 99, 100}, {1, 100, 101}, {60, 40, 100}, {60, 41, 101}, {99, 1, 100}, {100, 0, 100}, {100, 1, 101}, {101, 0, 101}, {1, 20_000, 101}, {20_000, 1, 101},
	} {
		// An unread session leaves two things out, and each missing credential is one contradiction.
		text := `{"profiles":[{"username":"a"}],"sessions":[` + strings.Repeat(`5,`, test.unread) + strings.Repeat(`{"username":"a"},`, test.wrong)
		got := stateErrorsOf(t, strings.TrimSuffix(text, ",")+"]}")
		require.Len(t, got, test.want, "%+v", test)
		assert.Equal(t, test.want == 101, got[len(got)-1] == more, "%+v", test)
	}
}

func TestLongValuesAreNotShown(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 1<<20)
	got := stateErrorsOf(t, fmt.Sprintf(`{"users":[{"email":"%[1]s"},{"email":"%[1]s","partners":["%[1]s"],"createdAt":"%[1]s"}],"portals":"%[1]s","%[1]s":1,
		"apps":[{"apiKey":"k","apiSecret":"s","walletDelay":"%[1]s"}],"profiles":[{"username":"%[1]s","dateOfBirth":"%[1]s"}]}`, long))
	assert.Equal(t, []string{
		`users[1].createdAt: must be an RFC 3339 time, not another text`,
		`portals: must be a list, not a string`,
		fmt.Sprintf(`unknown member %q`, long[:64]),
		`apps[0].walletDelay: cannot be read`,
		`users[1].email: a text of 1048576 bytes occurs twice`,
		`users[1].partners[0]: unknown partner a text of 1048576 bytes`,
		`profiles[0].dateOfBirth: a text of 1048576 bytes is not a date such as 1990-05-17`,
	}, got)
	_, err := Start(WithState(State{Users: []User{{Email: "a@x", Partners: []string{long[:256], long[:257]}}}}))
	assert.EqualError(t, err, fmt.Sprintf("users[0].partners[0]: unknown partner %q\nusers[0].partners[1]: unknown partner a text of 257 bytes", long[:256]))
}

// A credential that stands where a name belongs is not shown, whatever is wrong with it there.
func TestStateErrorsShowNoCredential(t *testing.T) {
	t.Parallel()
	kinds := []string{"pk_fake_slipped", "app_fake_slipped", "app_fake_secret_slipped", "sk:fake_slipped", "st_fake_slipped", "rt_fake_slipped"}
	for _, slipped := range kinds {
		text := fmt.Sprintf(`{
			"partners": [{"apiKey":"pk_fake_slipped"}],
			"users": [{"email":"a@x","partners":["%[1]s"]},{"email":"%[1]s"},{"email":"%[1]s"}],
			"apps": [{"apiKey":"app_fake_slipped","apiSecret":"app_fake_secret_slipped"}],
			"serviceAccounts": [{"key":"sk:fake_slipped","portals":["%[1]s"]}],
			"profiles": [{"username":"ana","dateOfBirth":"%[1]s"}],
			"sessions": [{"username":"%[1]s","sessionToken":"st_fake_slipped","refreshToken":"rt_fake_slipped"}]}`, slipped)
		state, err := ParseState([]byte(text))
		require.NoError(t, err)
		wants := []string{
			`users[0].partners[0]: unknown partner "[redacted]"`,
			`users[2].email: "[redacted]" occurs twice`,
			`serviceAccounts[0].portals[0]: unknown portal "[redacted]"`,
			`profiles[0].dateOfBirth: "[redacted]" is not a date such as 1990-05-17`,
			`sessions[0].username: unknown profile "[redacted]"`,
		}
		_, err = Start(WithState(state))
		require.EqualError(t, err, strings.Join(wants, "\n"))
		require.EqualError(t, New(t).Restore(state), strings.Join(wants, "\n"))

		text = strings.TrimSuffix(text, "}") + fmt.Sprintf(`,"%[1]s":1,"portals":"%[1]s"}`, slipped)
		_, err = ParseState([]byte(text))
		require.Error(t, err)
		assert.NotContains(t, err.Error(), "slipped")
		assert.Equal(t, `unknown member "[redacted]"`+"\n"+`portals: must be a list, not "[redacted]"`, strings.Join(strings.Split(err.Error(), "\n")[:2], "\n"))
	}
}

// The credentials that the server has known are no less secret than those of the state that is refused.
func TestARefusedRestoreShowsNoCredentialOfBefore(t *testing.T) {
	t.Parallel()
	s := New(t)
	err := s.Restore(State{Users: []User{{Email: "a@x", Partners: []string{"pk_fake_alpha"}}}})
	require.EqualError(t, err, `users[0].partners[0]: unknown partner "[redacted]"`)
	require.NoError(t, s.Restore(State{}))
	require.EqualError(t, s.Restore(State{Sessions: []Session{{Username: "st_fake_ana", SessionToken: "x"}}}), `sessions[0].username: unknown profile "[redacted]"`)
}

// A credential with a quotation mark or a letter beyond ASCII is escaped where a value is quoted, and any may be in a document.
func TestStateErrorsShowNoCredentialThatIsEscaped(t *testing.T) {
	t.Parallel()
	for _, key := range []string{`pk_"quoted"_1`, "pk_schlüssel", `pk_back\slash`, "pk_tab\t_and_ü\"", "pk_control\x01_2"} {
		quoted, err := json.Marshal(key)
		require.NoError(t, err)
		srv := New(t)
		err = srv.Restore(State{Partners: []Partner{{APIKey: key}}, Users: []User{{Email: "a", Partners: []string{key}}}})
		require.EqualError(t, err, `users[0].partners[0]: unknown partner "[redacted]"`)
		require.NoError(t, srv.Restore(State{Partners: []Partner{{APIKey: key}}}))
		err = srv.Restore(State{Users: []User{{Email: "a", Partners: []string{key}}}})
		require.EqualError(t, err, `users[0].partners[0]: unknown partner "[redacted]"`, "one that was known before")
		for _, written := range []string{string(quoted), strconv.QuoteToASCII(key)} {
			if !json.Valid([]byte(written)) {
				continue
			}
			document := fmt.Sprintf(`{"partners":[{"apiKey":%s}],"users":[{"email":"a","createdAt":%s}],"apps":[{"walletDelay":%s}]}`, quoted, written, written)
			_, err = ParseState([]byte(document))
			require.Error(t, err)
			assert.Contains(t, err.Error(), `users[0].createdAt: must be an RFC 3339 time, not "[redacted]"`)
			assert.Contains(t, err.Error(), `apps[0].walletDelay: "[redacted]" is not a duration`)
		}
	}
	_, err := ParseState([]byte(`{"partners":[{"apiKey":"pk_of_someone"}],"users":[{"createdAt":"pk\u005fof_someone"}]}`))
	require.Error(t, err)
	assert.Contains(t, err.Error(), `users[0].createdAt: must be an RFC 3339 time, not "[redacted]"`)
}
