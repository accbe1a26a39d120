package main

// Random mutants of a tiny module, whose survivors are known, and the order of draws.

import (
	"bytes"
	"context"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tinyLab is a lab of the tiny module, and the options of a run in it.
func tinyLab(t *testing.T) (*lab, options) {
	t.Helper()
	l, err := newLab("testdata/tiny")
	require.NoError(t, err)
	t.Cleanup(l.close)
	return l, options{random: 1000, seed: 5, matching: regexp.MustCompile(""), limit: 3 * time.Second, workers: 2}
}

func TestWhatBecomesOfRandomMutants(t *testing.T) {
	t.Parallel()
	l, o := tinyLab(t)
	known, err := loadPackages(t.Context(), l.module)
	require.NoError(t, err)
	sites, err := l.sites(known, o)
	require.NoError(t, err)
	r := &randomLab{l, known, nil, o.limit}
	for after, want := range map[string]verdict{
		"func Held(n int) bool { return n <= limits[0] }": {outcome: killed, by: ".: TestHeld"},
		"func Held(n int) bool { return n < limits[1] }":  {outcome: broken},
		"func Loose(n int) bool { return n >= 9 }":        {outcome: survived},
		"if false { rounds++ }":                           {outcome: killed, by: ".: no end"},
	} {
		i := slices.IndexFunc(sites, func(s site) bool { return strings.TrimSpace(s.after) == after })
		require.GreaterOrEqual(t, i, 0, after)
		got := r.trySite(t.Context(), sites[i])
		assert.Equal(t, want.outcome, got.outcome, "%s\n%s", after, got.output)
		assert.Equal(t, want.by, got.by, after)
	}
}

func TestARunOfRandomMutants(t *testing.T) {
	t.Parallel()
	l, o := tinyLab(t)
	known, err := loadPackages(t.Context(), l.module)
	require.NoError(t, err)
	sites, err := l.sites(known, o)
	require.NoError(t, err)
	var judged []equivalent // all but two
	for _, s := range sites {
		if !strings.Contains(s.after, "n <= limits[0]") && !strings.Contains(s.after, "n >= 9") {
			judged = append(judged, equivalent{key: s.key()})
		}
	}
	var said bytes.Buffer
	code, err := l.random(t.Context(), o, judged, &said)
	require.NoError(t, err)
	assert.Equal(t, exitFailed, code, "one survived")
	for _, line := range []string{
		"known equivalents; seed 5\n",
		"killed    tiny.go:7: < becomes <=  by .: TestHeld\n",
		"SURVIVED  tiny.go:10: > becomes >=\n",
		"2 random mutants: 1 killed, 1 survived; 0 more did not compile; ",
		"\ntiny.go Loose: line 10, > becomes >=\n-func Loose(n int) bool { return n > 9 }\n+func Loose(n int) bool { return n >= 9 }\n",
	} {
		assert.Contains(t, said.String(), line)
	}
}

func TestASeedDrawsTheSameAgain(t *testing.T) {
	t.Parallel()
	l, o := tinyLab(t)
	known, err := loadPackages(t.Context(), l.module)
	require.NoError(t, err)
	first, err := l.sites(known, o)
	require.NoError(t, err)
	again, err := l.sites(known, o)
	require.NoError(t, err)
	assert.Equal(t, first, again)
	o.seed++
	other, err := l.sites(known, o)
	require.NoError(t, err)
	assert.NotEqual(t, first, other)
	assert.ElementsMatch(t, first, other)
	o.matching = regexp.MustCompile("^elsewhere/")
	none, err := l.sites(known, o)
	require.NoError(t, err)
	assert.Empty(t, none)
}

func TestPackagesAreFoundByWalking(t *testing.T) {
	t.Parallel()
	root, err := moduleRoot(".")
	require.NoError(t, err)
	known, err := loadPackages(t.Context(), root)
	require.NoError(t, err)
	for file, folder := range map[string]string{"errors.go": ".", "fake/fault.go": "./fake", "fake/cmd/fakeserver/main.go": "./fake/cmd/fakeserver"} {
		assert.Equal(t, folder, known.files[file], file)
	}
	for file := range known.files {
		assert.False(t, strings.HasSuffix(file, "_test.go") || strings.HasPrefix(file, "scripts/") || strings.HasPrefix(file, "examples/"), file)
	}
	for folder, testers := range map[string][]string{
		".":                     {".", "./contract", "./fake", "./fake/cmd/fakeserver", "./internal/chaos"},
		"./fake":                {".", "./contract", "./fake", "./fake/cmd/fakeserver", "./internal/chaos"},
		"./fake/cmd/fakeserver": {"./fake/cmd/fakeserver"},
	} {
		assert.Subset(t, known.testers[folder], testers, folder)
	}
	assert.NotContains(t, known.testers["./fake/cmd/fakeserver"], ".")
}

func TestTheOwnTestsComeFirstThenTheQuickest(t *testing.T) {
	t.Parallel()
	known := &packages{testers: map[string][]string{"./fake": {".", "./contract", "./fake", "./internal/chaos"}}}
	took := map[string]time.Duration{".": 3 * time.Second, "./contract": 1 * time.Second, "./fake": 9 * time.Second, "./internal/chaos": 2 * time.Second}
	assert.Equal(t, []string{"./fake", "./contract", "./internal/chaos", "."}, known.inOrder("./fake", took))
}

func TestTrialsGiveTheirVerdictsInOrderAndStop(t *testing.T) {
	t.Parallel()
	second := make(chan struct{})
	under := make(chan struct{})
	var interrupted atomic.Int64
	trials := startTrials(t.Context(), 100, 2, func(ctx context.Context, i int) verdict {
		switch i {
		case 0:
			<-second
		case 1:
			close(second)
		default:
			under <- struct{}{}
			<-ctx.Done()
			interrupted.Add(1)
		}
		return verdict{survived, strings.Repeat("x", i), ""}
	})
	assert.Empty(t, trials.verdict(0).by)
	assert.Equal(t, "x", trials.verdict(1).by)
	for range 2 {
		<-under
	}
	trials.stop()
	assert.Equal(t, int64(2), interrupted.Load(), "both trials that were under way ended, and no more began")
	assert.Equal(t, broken, trials.verdict(50).outcome)
}

func TestTheFirstFailureEndsTheTests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var ended atomic.Int32
		u := &untilFailure{end: func() { ended.Add(1) }}
		for _, piece := range []string{"log: --- FAIL: no\n", "--- FA", "IL: TestOne (0.00s)\n", "    --- FAIL: TestOne/sub (0.00s)\n"} {
			assert.Zero(t, ended.Load())
			_, err := u.Write([]byte(piece))
			require.NoError(t, err)
		}
		time.Sleep(failureTime)
		synctest.Wait()
		assert.EqualValues(t, 1, ended.Load())
		assert.Equal(t, "TestOne/sub", firstFailure(u.String()))
	})
}
