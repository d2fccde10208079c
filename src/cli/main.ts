#!/usr/bin/env node
import { terminal } from "./io.ts";
import { runCommandLine } from "./program.ts";

// A reader that has seen enough, as head does, ends the pipe; that is no error of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

process.exitCode = await runCommandLine(process.argv.slice(2), {
  io: terminal(),
  env: process.env,
  folder: process.cwd(),
});
