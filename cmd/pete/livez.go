package main

import (
	"context"
	"time"

	"blog.example/pete/internal/admin"
	"blog.example/pete/internal/command"
	"github.com/spf13/cobra"
)

// livezTimeout is how long a server may take to say that it lives.
const livezTimeout = 3 * time.Second

func livezCommand() *cobra.Command {
	address := ""
	cmd := &cobra.Command{
		Use:   "livez",
		Short: "Ask a server that runs whether it lives",
		Long: "Ask /livez of the server on the address of its --admin, and exit with status 0 if it lives. " +
			"It is for health checks where there is no other program, such as Docker's.",
		Args: atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := fromEnvironment(cmd); err != nil {
				return err
			}
			if address == "" {
				return misused(cmd, "want --admin ADDRESS, as pete serve has it")
			}
			ctx, cancel := context.WithTimeout(cmd.Context(), livezTimeout)
			defer cancel()
			return admin.Alive(ctx, address)
		},
	}
	addOptions(cmd.Flags(), option{"admin", command.NewValue(&address, "ADDRESS", parseAddress), "the server answers the operator on this address"})
	return cmd
}
