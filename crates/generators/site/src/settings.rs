//! The settings of a site, and the older version whose differences it marks.

use protoward_breaking::Finding;
use protoward_schema::Schema;

/// The settings of a site.
#[derive(Clone, Copy, Debug)]
pub struct SiteSettings<'a> {
    /// The title of the site.
    pub title: &'a str,
    /// `true` to document files that are only imported, too.
    pub includes_imports: bool,
    /// The older version whose differences are marked.
    pub baseline: Option<Baseline<'a>>,
}

impl Default for SiteSettings<'_> {
    fn default() -> Self {
        Self { title: "API reference", includes_imports: false, baseline: None }
    }
}

/// An older version of the schema.
#[derive(Clone, Copy, Debug)]
pub struct Baseline<'a> {
    /// The name for display, such as `git:v1.2.0`.
    pub name: &'a str,
    /// The schema of the older version, linked separately.
    pub schema: &'a Schema,
    /// The findings of a comparison of both versions. Their places and words are shown beside the elements.
    pub findings: &'a [Finding],
}
