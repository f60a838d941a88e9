//! The style and the script of all pages. The script is plain ES2020, which browsers run as it is.

/// The style sheet.
pub(crate) const STYLE: &str = include_str!("../assets/style.css");

/// The search.
pub(crate) const SEARCH: &str = include_str!("../assets/search.js");
