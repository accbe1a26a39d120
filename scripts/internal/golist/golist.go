// Package golist asks the go command about packages.
package golist

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
)

// Packages lists the packages in folder that match the patterns, in the order of go list.
// One of the flags is -json, alone or with the fields that P has.
func Packages[P any](ctx context.Context, folder string, flags, patterns []string) ([]P, error) {
	args := slices.Concat([]string{"list"}, flags, patterns)
	command := exec.CommandContext(ctx, "go", args...) //nolint:gosec // the caller's own words
	command.Dir = folder
	var complaints bytes.Buffer
	command.Stderr = &complaints
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, complaints.String())
	}
	var list []P
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		var p P
		switch err := decoder.Decode(&p); {
		case errors.Is(err, io.EOF):
			return list, nil
		case err != nil:
			return nil, fmt.Errorf("go list: %w", err)
		}
		list = append(list, p)
	}
}
