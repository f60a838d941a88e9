//! The parameter of `--grpc_python_out`: `[API][,PREFIX]`.

/// The APIs that are generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Api {
    /// `grpc_1_0`: the stable API, and the beta API in `…_pb2.py`.
    StableAndBeta,
    /// `grpc_2_0`, the default: the stable API.
    Stable,
}

/// The parameter, whose two parts have no names: their number and order decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Parameter<'p> {
    /// [`Api::Stable`] unless the parameter begins with another one.
    pub(in super::super) api: Api,
    /// Prefix to remove from the names of imported modules.
    pub(in super::super) prefix: Option<&'p str>,
}

/// An error for an invalid parameter, with the text of the plugin.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(in super::super) enum ParameterError {
    #[error("--grpc_python_out received too many comma-delimited parameters.")]
    TooMany,
    #[error("Invalid grpc version '{0}'.")]
    UnknownApi(String),
}

impl<'p> Parameter<'p> {
    /// Parses a parameter. A trailing comma is ignored.
    pub(in super::super) fn parse(parameter: &'p str) -> Result<Self, ParameterError> {
        let parameter = parameter.strip_suffix(',').unwrap_or(parameter);
        let mut parts = parameter.split(',');
        let api = parts.next().unwrap_or_default();
        let prefix = parts.next();
        if parts.next().is_some() {
            return Err(ParameterError::TooMany);
        }
        let api = match api {
            "grpc_1_0" => Api::StableAndBeta,
            "grpc_2_0" => Api::Stable,
            "" if prefix.is_none() => Api::Stable,
            unknown => return Err(ParameterError::UnknownApi(unknown.to_owned())),
        };
        Ok(Self { api, prefix })
    }
}

#[cfg(test)]
mod tests {
    use super::{Api, Parameter, ParameterError};

    fn parsed(parameter: &str) -> (Api, Option<&str>) {
        let Parameter { api, prefix } = Parameter::parse(parameter).expect("a valid parameter");
        (api, prefix)
    }

    #[test]
    fn parses_apis_and_prefixes() {
        assert_eq!(parsed(""), (Api::Stable, None));
        assert_eq!(parsed(","), (Api::Stable, None));
        assert_eq!(parsed("grpc_2_0,"), (Api::Stable, None));
        assert_eq!(parsed("grpc_2_0,,"), (Api::Stable, Some("")));
        assert_eq!(parsed("grpc_1_0,a.b."), (Api::StableAndBeta, Some("a.b.")));
    }

    #[test]
    fn rejects_invalid_parameters() {
        let unknown = |api: &str| Err(ParameterError::UnknownApi(api.to_owned()));
        assert_eq!(Parameter::parse("a=b"), unknown("a=b"));
        assert_eq!(Parameter::parse(",x"), unknown(""));
        assert_eq!(Parameter::parse(",,"), unknown(""));
        assert_eq!(Parameter::parse("grpc_2_0,a,b"), Err(ParameterError::TooMany));
    }
}
