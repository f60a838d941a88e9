//! Categories, by which a configuration selects rules.

use protoward_policy::{Category, ConfigVersion};

/// The layout of packages, on which code generators rely.
pub(crate) const MINIMAL: Category = Category::of_buf("MINIMAL");
/// Conventions that nearly every schema follows.
pub(crate) const BASIC: Category = Category::of_buf("BASIC");
/// The recommended conventions, which run unless a configuration selects others.
pub(crate) const STANDARD: Category = Category::of_buf("STANDARD").by_default();
/// Every declaration has a comment.
pub(crate) const COMMENTS: Category = Category::of_buf("COMMENTS");
/// The rules against streams, for systems that have only unary methods.
pub(crate) const UNARY_RPC: Category = Category::of_buf("UNARY_RPC");
/// The API Improvement Proposals that any HTTP or gRPC API can follow.
pub(crate) const AIP: Category = Category::own("AIP").since_v2();
/// The API Improvement Proposals that concern only the APIs of Google.
pub(crate) const AIP_GOOGLE: Category = Category::own("AIP_GOOGLE").since_v2();
/// The guidance of protobuf.dev that no other rule covers.
pub(crate) const GUIDANCE: Category = Category::own("GUIDANCE").since_v2();
/// Rules that only their ids select.
pub(crate) const BY_ID: Category = Category::unnamed();

/// The former name of [`STANDARD`] in a `buf.yaml`.
const DEFAULT: Category = Category::of_buf("DEFAULT");
const FILE_LAYOUT: Category = Category::of_buf("FILE_LAYOUT");
const PACKAGE_AFFINITY: Category = Category::of_buf("PACKAGE_AFFINITY");
const SENSIBLE: Category = Category::of_buf("SENSIBLE");
const STYLE_BASIC: Category = Category::of_buf("STYLE_BASIC");
const STYLE_DEFAULT: Category = Category::of_buf("STYLE_DEFAULT");
const STYLE_STANDARD: Category = Category::of_buf("STYLE_STANDARD");
const OTHER: Category = Category::of_buf("OTHER");

/// All categories: those of buf, then those of protoward, then those of older versions of buf.
pub(crate) const CATEGORIES: &[Category] = &[
    MINIMAL,
    BASIC,
    STANDARD,
    COMMENTS,
    UNARY_RPC,
    GUIDANCE,
    AIP,
    AIP_GOOGLE,
    DEFAULT,
    FILE_LAYOUT,
    PACKAGE_AFFINITY,
    SENSIBLE,
    STYLE_BASIC,
    STYLE_DEFAULT,
    STYLE_STANDARD,
    OTHER,
];

/// The categories of a rule in the versions of `buf.yaml`.
pub(crate) type ByVersion = &'static [(ConfigVersion, &'static [Category])];

const V1BETA1: ConfigVersion = ConfigVersion::V1Beta1;
const V1: ConfigVersion = ConfigVersion::V1;
const V2: ConfigVersion = ConfigVersion::V2;

const MINIMAL_OF_BUF: &[Category] = &[MINIMAL, BASIC, DEFAULT, STANDARD];
const BASIC_OF_BUF: &[Category] = &[BASIC, DEFAULT, STANDARD];
const STANDARD_OF_BUF: &[Category] = &[DEFAULT, STANDARD];
const SENSIBLE_OF_BUF: &[Category] = &[MINIMAL, BASIC, DEFAULT, STANDARD, SENSIBLE];

/// Rules about the folders of files.
pub(crate) const LAYOUT_RULES: ByVersion =
    &[(V2, MINIMAL_OF_BUF), (V1, MINIMAL_OF_BUF), (V1BETA1, &[MINIMAL, BASIC, DEFAULT, STANDARD, FILE_LAYOUT])];
/// `PACKAGE_DEFINED`
pub(crate) const MINIMAL_AND_SENSIBLE_RULES: ByVersion =
    &[(V2, MINIMAL_OF_BUF), (V1, MINIMAL_OF_BUF), (V1BETA1, SENSIBLE_OF_BUF)];
/// `PACKAGE_NO_IMPORT_CYCLE`
pub(crate) const CYCLE_RULES: ByVersion = &[(V2, MINIMAL_OF_BUF), (V1, &[BY_ID]), (V1BETA1, &[])];
/// Rules about options that the files of a package share.
pub(crate) const AFFINITY_RULES: ByVersion =
    &[(V2, BASIC_OF_BUF), (V1, BASIC_OF_BUF), (V1BETA1, &[MINIMAL, BASIC, DEFAULT, STANDARD, PACKAGE_AFFINITY])];
/// Rules against declarations that cause problems.
pub(crate) const SENSIBLE_RULES: ByVersion = &[(V2, BASIC_OF_BUF), (V1, BASIC_OF_BUF), (V1BETA1, SENSIBLE_OF_BUF)];
/// Rules that only the oldest version has.
pub(crate) const RETIRED_RULES: ByVersion = &[(V2, &[]), (V1, &[]), (V1BETA1, SENSIBLE_OF_BUF)];
/// Rules about the case of names.
pub(crate) const STYLE_BASIC_RULES: ByVersion = &[
    (V2, BASIC_OF_BUF),
    (V1, BASIC_OF_BUF),
    (V1BETA1, &[BASIC, DEFAULT, STANDARD, STYLE_BASIC, STYLE_DEFAULT, STYLE_STANDARD]),
];
/// Rules about the parts of names.
pub(crate) const STYLE_RULES: ByVersion =
    &[(V2, STANDARD_OF_BUF), (V1, STANDARD_OF_BUF), (V1BETA1, &[DEFAULT, STANDARD, STYLE_DEFAULT, STYLE_STANDARD])];
/// `ENUM_FIRST_VALUE_ZERO`
pub(crate) const OTHER_RULES: ByVersion = &[(V2, BASIC_OF_BUF), (V1, BASIC_OF_BUF), (V1BETA1, &[OTHER])];
/// Rules that the oldest version does not have.
pub(crate) const SINCE_V1_RULES: ByVersion = &[(V2, BASIC_OF_BUF), (V1, BASIC_OF_BUF), (V1BETA1, &[])];
/// Rules that only the newest version has.
pub(crate) const SINCE_V2_RULES: ByVersion = &[(V2, BASIC_OF_BUF), (V1, &[]), (V1BETA1, &[])];
/// Rules without a category that only the newest version has.
pub(crate) const BY_ID_SINCE_V2_RULES: ByVersion = &[(V2, &[BY_ID]), (V1, &[]), (V1BETA1, &[])];
/// `PROTOVALIDATE`
pub(crate) const CONSTRAINT_RULES: ByVersion = &[(V2, STANDARD_OF_BUF), (V1, STANDARD_OF_BUF), (V1BETA1, &[])];
