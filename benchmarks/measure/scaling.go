package main

// Scaling: how many calls a second one client makes for more and more
// goroutines, beside bare net/http.

import (
	"context"
	"strconv"
)

var goroutineSteps = []int{1, 2, 8, 64, 512}

const (
	// scalingSlices is how many times the usual slice each step gets: hundreds of
	// goroutines take a while to get under way, and their stacks to grow.
	scalingSlices = 25
	scalingRounds = 30
)

// plotScaling writes scaling.svg, one panel without sockets and one over loopback.
func plotScaling(ctx context.Context, t timing, addresses map[string]string) error {
	t.slice *= scalingSlices
	t.rounds = min(t.rounds, scalingRounds)
	var panels []plot
	for _, null := range []bool{true, false} {
		p, err := scaling(ctx, t, world{null: null}, addresses)
		if err != nil {
			return err
		}
		panels = append(panels, p)
	}
	return writeChart("scaling.svg", linePlots(panels...))
}

func scaling(ctx context.Context, t timing, w world, addresses map[string]string) (plot, error) {
	p := plot{title: "gets a second of one client, by goroutines, loopback"}
	if w.null {
		p.title = "gets a second of one client, by goroutines, no socket"
	}
	unit, ours := &candidates[0], &candidates[len(candidates)-1]
	p.lines = []line{{name: unit.name}, {name: ours.name, ours: true}}
	dos := make([]call, len(p.lines))
	for i, c := range []*candidate{unit, ours} {
		made, err := c.connect(w.placeOf(c, addresses))
		if err != nil {
			return plot{}, err
		}
		dos[i] = made[get]
	}
	for _, goroutines := range goroutineSteps {
		rates, err := interleave(ctx, t, concurrent(goroutines), dos)
		if err != nil {
			return plot{}, err
		}
		p.steps = append(p.steps, strconv.Itoa(goroutines))
		for i := range p.lines {
			p.lines[i].values = append(p.lines[i].values, spreadOf(rates[i]).median)
		}
		progress("%s: %d goroutines, %.2f times the calls of the unit", p.title, goroutines, 1/relative(rates[0], rates[1]).median)
	}
	return p, nil
}
