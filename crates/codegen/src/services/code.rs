//! What tonic has made of services, read from the code itself: modules, names of types and methods, and their paths.
//!
//! So nothing has to be known here of how tonic and its options come to a name.

use std::collections::BTreeMap;

use syn::{
    Attribute, Expr, FnArg, GenericArgument, ImplItem, Item, ItemImpl, ItemMod, ItemTrait, Lit, Meta, Pat,
    PathArguments, ReturnType, Signature, Stmt, TraitItem, Type, TypeParamBound, Visibility,
};

use super::types::shown;

/// A service.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Service {
    /// Its full name.
    pub(super) name: String,
    /// What the names of both modules begin with.
    pub(super) front: String,
    pub(super) client: Option<Side>,
    pub(super) server: Option<Side>,
    pub(super) methods: Vec<Method>,
    /// The trait of the server, where there is one.
    pub(super) contract: Option<Contract>,
}

/// A client or a server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Side {
    pub(super) module: String,
    /// The struct.
    pub(super) name: String,
    /// When the module is compiled: what `#[cfg(…)]` says.
    pub(super) conditions: Vec<String>,
}

/// The trait that servers implement.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Contract {
    pub(super) name: String,
    /// Whether methods take `Arc<Self>`.
    pub(super) arc_self: bool,
    /// What methods take and give, in their order.
    pub(super) calls: Vec<Call>,
}

/// A method as the trait has it. Types are as they are seen from a module beside the one of the trait.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Call {
    /// The message of a request.
    pub(super) takes: String,
    /// Whether there are many of them.
    pub(super) takes_many: bool,
    /// The message of a response.
    pub(super) gives: String,
    /// Whether there are many of them.
    pub(super) gives_many: bool,
    /// The type of the trait that is the stream of responses, where it has one.
    pub(super) stream: Option<String>,
}

/// A method.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Method {
    /// Its name in Rust.
    pub(super) name: String,
    /// What it is called by: `/package.Service/Method`.
    pub(super) path: String,
}

impl Method {
    /// Its name in the file.
    pub(super) fn proto_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}

/// The services in a file, in their order.
#[derive(Debug, Default)]
pub(super) struct Code {
    pub(super) services: Vec<Service>,
}

impl Code {
    pub(super) fn read(code: &str) -> syn::Result<Self> {
        let file = syn::parse_file(code)?;
        let mut services = Vec::<Service>::new();
        for item in &file.items {
            let Item::Mod(module) = item else { continue };
            let name = module.ident.to_string();
            let part = name.strip_suffix("_client").and_then(|front| Some((front, client(module)?)));
            let part = part.or_else(|| name.strip_suffix("_server").and_then(|front| Some((front, server(module)?))));
            if let Some((front, part)) = part {
                match services.iter_mut().find(|service| service.front == front) {
                    Some(service) => service.join(part),
                    None => services.push(Service { front: front.to_owned(), ..part }),
                }
            }
        }
        services.retain(|service| !service.name.is_empty());
        Ok(Self { services })
    }
}

impl Service {
    /// What one of its modules says, together with what the other has said.
    fn join(&mut self, part: Self) {
        let Self { name, front: _, client, server, methods, contract } = part;
        if !name.is_empty() {
            self.name = name;
        }
        if self.methods.is_empty() {
            self.methods = methods;
        }
        self.client = self.client.take().or(client);
        self.server = self.server.take().or(server);
        self.contract = self.contract.take().or(contract);
    }
}

/// A module of a client, if it is one of tonic.
fn client(module: &ItemMod) -> Option<Service> {
    let (_, items) = module.content.as_ref()?;
    let name = structs(items).next()?;
    let implementations = items.iter().filter_map(inherent);
    let methods: Vec<Method> = implementations.flat_map(|it| &it.items).filter_map(called).collect();
    let service = methods.first().and_then(|method| method.path.trim_start_matches('/').rsplit_once('/'));
    Some(Service {
        name: service.map(|(service, _)| service.to_owned()).unwrap_or_default(),
        client: Some(side(module, name)),
        methods,
        ..Service::default()
    })
}

/// A module of a server, if it is one of tonic.
fn server(module: &ItemMod) -> Option<Service> {
    let (_, items) = module.content.as_ref()?;
    let name = structs(items).next()?;
    let declared = items.iter().find_map(|item| match item {
        Item::Trait(it) => Some(it),
        _ => None,
    })?;
    let paths = items.iter().filter_map(of_trait).flat_map(|it| &it.items).find_map(answered)?;
    let (methods, contract) = contract(declared, paths);
    Some(Service {
        name: items.iter().find_map(service_name)?,
        server: Some(side(module, name)),
        methods,
        contract,
        ..Service::default()
    })
}

fn side(module: &ItemMod, name: String) -> Side {
    let conditions = module.attrs.iter().filter_map(condition).collect();
    Side { module: module.ident.to_string(), name, conditions }
}

/// What a `#[cfg(…)]` says.
fn condition(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => Some(list.tokens.to_string()),
        _ => None,
    }
}

fn structs(items: &[Item]) -> impl Iterator<Item = String> {
    items.iter().filter_map(|item| match item {
        Item::Struct(it) => Some(it.ident.to_string()),
        _ => None,
    })
}

fn inherent(item: &Item) -> Option<&ItemImpl> {
    match item {
        Item::Impl(it) if it.trait_.is_none() => Some(it),
        _ => None,
    }
}

fn of_trait(item: &Item) -> Option<&ItemImpl> {
    match item {
        Item::Impl(it) if it.trait_.is_some() => Some(it),
        _ => None,
    }
}

fn service_name(item: &Item) -> Option<String> {
    match item {
        Item::Const(it) if it.ident == "SERVICE_NAME" => text(&it.expr),
        _ => None,
    }
}

fn text(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Lit(it) => match &it.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// A method of a client, by the path that it calls.
fn called(item: &ImplItem) -> Option<Method> {
    let ImplItem::Fn(method) = item else { return None };
    if !matches!(method.vis, Visibility::Public(_)) || method.sig.asyncness.is_none() {
        return None;
    }
    let path = method.block.stmts.iter().find_map(|statement| match statement {
        Stmt::Local(local) => match &*local.init.as_ref()?.expr {
            Expr::Call(call) => text(call.args.first()?).filter(|path| path.starts_with('/')),
            _ => None,
        },
        _ => None,
    })?;
    Some(Method { name: method.sig.ident.to_string(), path })
}

/// The paths that a server answers, in the order of its methods.
fn answered(item: &ImplItem) -> Option<Vec<String>> {
    let ImplItem::Fn(method) = item else { return None };
    let [Stmt::Expr(Expr::Match(matched), _)] = method.block.stmts.as_slice() else { return None };
    let paths = matched.arms.iter().filter_map(|arm| match &arm.pat {
        Pat::Lit(it) => match &it.lit {
            Lit::Str(path) => Some(path.value()),
            _ => None,
        },
        _ => None,
    });
    Some(paths.collect())
}

/// The methods of a trait, and what they take and give where all of that is understood.
fn contract(declared: &ItemTrait, paths: Vec<String>) -> (Vec<Method>, Option<Contract>) {
    let streams = BTreeMap::from_iter(declared.items.iter().filter_map(stream));
    let signatures: Vec<&Signature> = declared
        .items
        .iter()
        .filter_map(|item| match item {
            TraitItem::Fn(method) => Some(&method.sig),
            _ => None,
        })
        .collect();
    let names = signatures.iter().map(|signature| signature.ident.to_string());
    let methods = names.zip(paths).map(|(name, path)| Method { name, path }).collect();
    let arc_self = signatures.iter().any(|signature| match signature.inputs.first() {
        Some(FnArg::Receiver(receiver)) => receiver.colon_token.is_some(),
        _ => false,
    });
    let calls: Option<Vec<Call>> = signatures.iter().map(|signature| call(signature, &streams)).collect();
    (methods, calls.map(|calls| Contract { name: declared.ident.to_string(), arc_self, calls }))
}

/// A type of the trait that is a stream, and the messages in it.
fn stream(item: &TraitItem) -> Option<(String, String)> {
    let TraitItem::Type(it) = item else { return None };
    let message = it.bounds.iter().find_map(|bound| {
        let TypeParamBound::Trait(bound) = bound else { return None };
        let PathArguments::AngleBracketed(arguments) = &bound.path.segments.last()?.arguments else { return None };
        arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::AssocType(item) if item.ident == "Item" => shown(argument_of(&item.ty)?),
            _ => None,
        })
    })?;
    Some((it.ident.to_string(), message))
}

fn call(signature: &Signature, streams: &BTreeMap<String, String>) -> Option<Call> {
    let Some(FnArg::Typed(request)) = signature.inputs.iter().nth(1) else { return None };
    let ReturnType::Type(_, returned) = &signature.output else { return None };
    let taken = argument_of(&request.ty)?;
    let given = argument_of(argument_of(returned)?)?;
    let (takes, takes_many) = match last(taken) {
        Some("Streaming") => (shown(argument_of(taken)?)?, true),
        _ => (shown(taken)?, false),
    };
    let named = shown(given)?;
    let (gives, gives_many, stream) = match (named.strip_prefix("Self::"), last(given)) {
        (Some(stream), _) => (streams.get(stream)?.clone(), true, Some(stream.to_owned())),
        (None, Some("BoxStream")) => (shown(argument_of(given)?)?, true, None),
        (None, _) => (named, false, None),
    };
    Some(Call { takes, takes_many, gives, gives_many, stream })
}

/// The first type in the angles of a type.
fn argument_of(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// The name of a type of tonic, without its path; a message of that name has another path.
fn last(ty: &Type) -> Option<&'static str> {
    let Type::Path(path) = ty else { return None };
    let first = path.path.segments.first()?;
    let name = path.path.segments.last()?.ident.to_string();
    let of_tonic = first.ident == "tonic" && path.path.leading_colon.is_none();
    match &*name {
        "Streaming" if of_tonic => Some("Streaming"),
        "BoxStream" if path.path.segments.len() == 1 => Some("BoxStream"),
        _ => None,
    }
}
