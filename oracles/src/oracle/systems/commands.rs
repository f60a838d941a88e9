//! The commands that are compared, in the order in which they run: later ones read the files of earlier ones.

/// A command line without the program.
pub(super) type CommandLine = &'static [&'static str];

pub(super) const COMMANDS: &[CommandLine] = &[
    &["ls-files", "--format", "json"],
    &["lint", "--error-format", "json", "--report", "sarif=lint.sarif", "--report", "junit=lint.xml"],
    &[
        "breaking",
        "--against",
        "git:HEAD",
        "--error-format",
        "github-actions",
        "--report",
        "gitlab-code-quality=head.json",
    ],
    &["breaking", "--against", "git:v1", "--error-format", "json", "--witness", "--report", "sarif=v1.sarif"],
    &["build", "--quiet", "--output", "image.binpb"],
    &["build", "--quiet", "--output", "image.json", "--exclude-source-info"],
    &["ledger", "init", "--quiet", "--from-git"],
    &["ledger", "check", "--error-format", "json"],
    &["generate", "--quiet"],
    &["generate", "--check", "--error-format", "json"],
    &["docs", "--quiet", "--output", "site"],
    &["lint", "--fix", "--error-format", "json"],
    &["format", "--write", "--quiet"],
    &["check", "--error-format", "gitlab-code-quality", "--report", "junit=check.xml", "--report", "markdown=check.md"],
];
