/// The version of OpenAPI.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum SpecVersion {
    /// OpenAPI 2.0, also known as Swagger.
    V2,
    V3_0,
    #[default]
    V3_1,
}
