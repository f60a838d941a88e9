//! Categories, by which a configuration selects rules.

use protoward_policy::Category;

/// The layout of packages, on which code generators rely.
pub(crate) const MINIMAL: Category = Category::of_buf("MINIMAL");
/// Conventions that nearly every schema follows.
pub(crate) const BASIC: Category = Category::of_buf("BASIC");
/// The recommended conventions.
pub(crate) const STANDARD: Category = Category::of_buf("STANDARD").by_default();
/// Every declaration has a comment.
pub(crate) const COMMENTS: Category = Category::of_buf("COMMENTS");
/// No method streams.
pub(crate) const UNARY_RPC: Category = Category::of_buf("UNARY_RPC");
/// The API Improvement Proposals that any HTTP or gRPC API can follow.
pub(crate) const AIP: Category = Category::own("AIP").since_v2();
/// The API Improvement Proposals that concern only the APIs of Google.
pub(crate) const AIP_GOOGLE: Category = Category::own("AIP_GOOGLE").since_v2();
/// The guidance of protobuf.dev that no other rule covers.
pub(crate) const GUIDANCE: Category = Category::own("GUIDANCE").since_v2();

/// All categories: those of buf, then those of protoward.
pub(crate) const CATEGORIES: &[Category] = &[MINIMAL, BASIC, STANDARD, COMMENTS, UNARY_RPC, GUIDANCE, AIP, AIP_GOOGLE];
