//! Sites of small schemas, read as a browser reads them.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod changes;
mod examples;
mod hostile;
mod links;
mod pages;
mod pictures;
mod support;
