package main

// The job, one promise a test.

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

func TestPortalIsBroughtInLine(t *testing.T) {
	t.Parallel()
	srv := fake.New(t)
	file := header + "Ana,Lima,ANA@Example.com,role_viewer\n" + people(1, 150)

	got := perform(t.Context(), srv.Client(), file)

	require.Equal(t, exitEqual, got.code, got.errOut)
	assert.Contains(t, got.out, "150 created, 1 deleted, 1 left as they were\n")
	list := emails(srv)
	assert.Len(t, list, 151)
	assert.Equal(t, "ana@example.com", list[0], "who is there in another case is left")
	assert.Equal(t, "portal_user_1", srv.Snapshot().Portals[0].Users[0].ID)
}

func TestTwiceIsNothingToDo(t *testing.T) {
	t.Parallel()
	srv := fake.New(t)
	file := header + people(1, 30)
	require.Equal(t, exitEqual, perform(t.Context(), srv.Client(), file).code)
	before := srv.Snapshot()
	requests := len(srv.Requests(createRoute, deleteRoute))

	got := perform(t.Context(), srv.Client(), file)

	assert.Equal(t, outcome{exitEqual, "0 created, 0 deleted, 30 left as they were\n", ""}, got)
	assert.Equal(t, before, srv.Snapshot())
	assert.Len(t, srv.Requests(createRoute, deleteRoute), requests)
}

func TestDryRunChangesNothing(t *testing.T) {
	t.Parallel()
	srv := fake.New(t)
	before := srv.Snapshot()

	got := perform(t.Context(), srv.Client(), header+people(1, 2), "-dry-run")

	assert.Equal(t, outcome{exitDiffers, "create person1@example.com (line 2)\ncreate person2@example.com (line 3)\n" +
		"delete ana@example.com (portal_user_1)\ndelete ben@example.com (portal_user_2)\n" +
		"2 to create, 2 to delete, 0 to leave; nothing was done\n", ""}, got)
	assert.Equal(t, before, srv.Snapshot())
	assert.Len(t, srv.Requests(), len(srv.Requests(listRoute)), "it only lists")
}

func TestWrongFileTouchesNothing(t *testing.T) {
	t.Parallel()
	srv := fake.New(t)
	got := perform(t.Context(), srv.Client(), header+people(1, 1)+people(1, 1))
	assert.Equal(t, exitWrongInput, got.code)
	assert.Equal(t, "stdin:3:14: email \"person1@example.com\" is on line 2 already\n", got.errOut)
	assert.Empty(t, srv.Requests())
}

func TestMaxDelete(t *testing.T) {
	t.Parallel()
	srv := fake.New(t)
	before := srv.Snapshot()
	got := perform(t.Context(), srv.Client(), header+people(1, 1), "-max-delete", "1")
	assert.Equal(t, exitDiffers, got.code)
	assert.Contains(t, got.errOut, "2 would be deleted, and -max-delete is 1: nothing was done")
	assert.Equal(t, before, srv.Snapshot())

	got = perform(t.Context(), srv.Client(), header+people(1, 1), "-max-delete", "2")
	assert.Equal(t, exitEqual, got.code)
}

// Without -max-delete a run deletes at most ten, and at most a tenth of the portal.
func TestUsualLimitOfDeletions(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		present, wanted int
		complaint       string
	}{
		"a tenth of few":         {10, 9, ""},
		"more than that":         {19, 17, "2 of the portal's 19 would be deleted"},
		"everybody but one":      {9, 1, "-max-delete 8 allows it"},
		"ten of many":            {200, 190, ""},
		"eleven of many":         {200, 189, "11 of the portal's 200 would be deleted"},
		"with others to be made": {20, 21, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			state := fake.DefaultState()
			state.Portals[0].Users = nil
			for _, email := range emailsOf(1, test.present) {
				state.Portals[0].Users = append(state.Portals[0].Users, fake.PortalUser{FirstName: "F", LastName: "L", Email: email, Roles: []string{"role_viewer"}})
			}
			srv := fake.New(t, fake.WithState(state))
			before := srv.Snapshot()

			dry := performCarefully(t.Context(), srv.Client(), header+people(1, test.wanted), "-dry-run")
			got := performCarefully(t.Context(), srv.Client(), header+people(1, test.wanted))

			assert.Equal(t, exitDiffers, dry.code)
			if test.complaint == "" {
				assert.Empty(t, dry.errOut)
				assert.Equal(t, exitEqual, got.code, got.errOut)
				return
			}
			assert.Contains(t, dry.errOut, test.complaint)
			assert.Contains(t, got.errOut, test.complaint)
			assert.Contains(t, got.errOut, "nothing was done")
			assert.Equal(t, exitDiffers, got.code)
			assert.Equal(t, before, srv.Snapshot())
		})
	}
}

// Users who come about during the run are to be deleted, too: those that it may delete are counted over all of it.
func TestLimitHoldsOverAllRounds(t *testing.T) {
	t.Parallel()
	srv := fake.New(t)
	late := 0
	client, err := srv.Client().With(partnerkit.WithMiddleware(counting("PortalUsers.Delete", func() {
		late++
		_, err := srv.Client().PortalUsers.Create(t.Context(), "portal_1", partnerkit.PortalUserCreateParams{
			FirstName: "F", LastName: "L", Email: "late" + strconv.Itoa(late) + "@example.com", Roles: []string{"role_viewer"},
		})
		assert.NoError(t, err)
	})))
	require.NoError(t, err)
	got := performCarefully(t.Context(), client, header+people(1, 1), "-max-delete", "2", "-workers", "1")
	assert.Equal(t, exitDiffers, got.code)
	assert.Contains(t, got.errOut, "4 would be deleted, and -max-delete is 2: the run ends here")
	assert.Len(t, srv.Requests(deleteRoute), 2)
}

// A lost answer: whether it happened or not, the next listing tells, and nobody is created twice.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]bool{"it happened": true, "it did not": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := fake.New(t)
			require.NoError(t, srv.Inject(fake.Fault{Route: createRoute, Drop: true, After: after, Times: 2}))

			got := perform(t.Context(), srv.Client(), header+people(1, 5), "-workers", "1")

			require.Equal(t, exitEqual, got.code, got.errOut)
			assert.Contains(t, got.out, "5 created, 2 deleted, 0 left as they were\n")
			assert.ElementsMatch(t, emailsOf(1, 5), emails(srv))
			creations := 5
			if !after {
				creations += 2
			}
			assert.Len(t, srv.Requests(createRoute), creations)
		})
	}
}

// Somebody else deletes at the same time: what was to be gone is gone.
func TestDeletionThatSomebodyElseDid(t *testing.T) {
	t.Parallel()
	srv := fake.New(t)
	require.NoError(t, srv.Inject(fake.Fault{Route: deleteRoute, Status: http.StatusNotFound, After: true, Times: 2}))
	got := perform(t.Context(), srv.Client(), header+people(1, 1))
	assert.Equal(t, exitEqual, got.code, got.errOut)
	assert.Contains(t, got.out, "1 created, 2 deleted, 0 left as they were\n")
	assert.NotContains(t, got.out, "in doubt")
}

// One who is refused does not keep the others out, and nobody goes while somebody could not come.
func TestRefusalsAreSaidAtTheEnd(t *testing.T) {
	t.Parallel()
	srv := fake.New(t)
	file := header + "A,B,a@example.com,no_role\n" + people(1, 3) + "C,D,c@example.com,no_role\n"

	got := perform(t.Context(), srv.Client(), file)

	assert.Equal(t, exitDiffers, got.code)
	assert.Contains(t, got.out, "3 created, 0 deleted, 0 left as they were\n")
	assert.Contains(t, got.errOut, "2 to delete were left, since others could not be created\n")
	assert.Empty(t, srv.Requests(deleteRoute))
	complaints := strings.Split(got.errOut[strings.Index(got.errOut, "create a@"):], "\n")
	assert.True(t, strings.HasPrefix(complaints[0], "create a@example.com (line 2): "), got.errOut)
	assert.True(t, strings.HasPrefix(complaints[1], "create c@example.com (line 6): "), got.errOut)
	assert.Len(t, srv.Requests(createRoute), 5, "what is refused is not asked again")
}

// An e-mail that came about between the listing and the creation is refused, and then found.
func TestRefusalThatAListingSettles(t *testing.T) {
	t.Parallel()
	srv := fake.New(t)
	require.NoError(t, srv.Inject(fake.Fault{Route: createRoute, Status: http.StatusBadRequest, After: true}))
	got := perform(t.Context(), srv.Client(), header+people(1, 2))
	assert.Equal(t, exitEqual, got.code, got.errOut)
	assert.Len(t, srv.Requests(createRoute), 2)
}

func TestFatalAnswersEndTheJob(t *testing.T) {
	t.Parallel()
	const crowd = 50
	for name, test := range map[string]struct {
		fault     fake.Fault
		creations int // at most
	}{
		"the listing is forbidden":  {fake.Fault{Route: listRoute, Status: http.StatusForbidden}, 0},
		"creating is forbidden":     {fake.Fault{Route: createRoute, Status: http.StatusForbidden, Times: -1}, 10},
		"the key ends":              {fake.Fault{Route: createRoute, Status: http.StatusUnauthorized, Times: -1}, 10},
		"the portal is gone":        {fake.Fault{Route: createRoute, Status: http.StatusNotFound, Times: -1}, 10},
		"nothing comes about, ever": {fake.Fault{Route: createRoute, Status: http.StatusBadGateway, Times: -1}, (1 + idleRounds) * crowd},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := fake.New(t)
			require.NoError(t, srv.Inject(test.fault))
			got := perform(t.Context(), srv.Client(), header+people(1, crowd), "-workers", "2")
			assert.Equal(t, exitDiffers, got.code)
			assert.Contains(t, got.errOut, strconv.Itoa(test.fault.Status))
			assert.Contains(t, got.out, "0 created, ")
			assert.LessOrEqual(t, len(srv.Requests(createRoute)), test.creations)
		})
	}
}

func TestNoCredential(t *testing.T) {
	t.Parallel()
	client, err := partnerkit.New(partnerkit.WithBaseURL(fake.BaseURL))
	require.NoError(t, err)
	got := perform(t.Context(), client, header+people(1, 1))
	assert.Equal(t, exitWrongInput, got.code)
	assert.Contains(t, got.errOut, "WithServiceAccountKey")
}

func TestPortalThatCannotBe(t *testing.T) {
	t.Parallel()
	srv := fake.New(t)
	var errOut bytes.Buffer
	connect := func() (*partnerkit.Client, error) { return srv.Client(), nil }
	code := run(t.Context(), []string{"..", "-"}, connect, strings.NewReader(header+people(1, 1)), &bytes.Buffer{}, &errOut)
	assert.Equal(t, exitWrongInput, code)
	assert.Contains(t, errOut.String(), "portalId")
	assert.Empty(t, srv.Requests())
}

func TestInterruptedBeforeItBegan(t *testing.T) {
	t.Parallel()
	srv := fake.New(t)
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	got := perform(ctx, srv.Client(), header+people(1, 1))
	assert.Equal(t, exitInterrupted, got.code)
	assert.Equal(t, "interrupted: run it again to finish\n", got.errOut)
}

func TestOutputThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	srv := fake.New(t)
	rows, err := readRows("team.csv", strings.NewReader(header+people(1, 1)))
	require.NoError(t, err)
	for _, dry := range []bool{true, false} {
		full := &failing{assert.AnError, nil, nil, nil, nil, nil, nil, nil}
		o := options{portal: "portal_1", workers: 1, maxDelete: 2, dryRun: dry}
		job := newSyncer(srv.Client().PortalUsers, o, rows, full, newMeter(&bytes.Buffer{}))
		equal, err := job.run(t.Context())
		assert.False(t, equal)
		assert.ErrorIs(t, err, assert.AnError)
	}
}

// The documented quota, 500 requests a minute, holds up a larger file and does not hurt it.
func TestQuotaIsWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := fake.New(t, fake.WithQuotas())
		patient, err := srv.Client().With(partnerkit.WithRetry(patience))
		require.NoError(t, err)
		got := perform(t.Context(), patient, header+people(1, 1200))
		require.Equal(t, exitEqual, got.code, got.errOut)
		assert.Contains(t, got.out, "1200 created, 2 deleted, 0 left as they were\n")
		assert.Len(t, emails(srv), 1200)
	})
}
