//! The beta API of a service from before gRPC 1.0, generated only with the parameter `grpc_1_0`.

use super::super::page::Page;
use super::services::{Method, Service};

pub(super) fn write(service: &Service<'_>, page: &mut Page) {
    servicer(service, page);
    stub(service, page);
    server_factory(service, page);
    stub_factory(service, page);
}

/// Writes the docstring of a class.
fn class_notice(page: &mut Page) {
    page.lines(format_args!(
        "\
\"\"\"The Beta API is deprecated for 0.15.0 and later.

It is recommended to use the GA API (classes and functions in this
file not marked beta) for all further purposes. This class was generated
only to ease transition from grpcio<0.15.0 to grpcio>=0.15.0.\"\"\"
"
    ));
}

/// Writes the docstring of a function.
fn function_notice(page: &mut Page) {
    page.lines(format_args!(
        "\
\"\"\"The Beta API is deprecated for 0.15.0 and later.

It is recommended to use the GA API (classes and functions in this
file not marked beta) for all further purposes. This function was
generated only to ease transition from grpcio<0.15.0 to grpcio>=0.15.0\"\"\"
"
    ));
}

/// Writes the base class of servers.
fn servicer(Service { name, docstring, methods, .. }: &Service<'_>, page: &mut Page) {
    page.lines(format_args!("\n\nclass Beta{name}Servicer:\n"));
    page.deeper(4, |page| {
        class_notice(page);
        page.lines(format_args!("{docstring}"));
        for method in methods {
            page.line(format_args!("def {}(self, {}, context):", method.name, method.argument()));
            page.deeper(4, |page| {
                page.lines(format_args!("{}", method.docstring));
                page.line(format_args!("context.code(beta_interfaces.StatusCode.UNIMPLEMENTED)"));
            });
        }
    });
}

/// Writes the class of clients, which only documents the methods of the dynamic stub.
fn stub(Service { name, docstring, methods, .. }: &Service<'_>, page: &mut Page) {
    page.lines(format_args!("\n\nclass Beta{name}Stub:\n"));
    page.deeper(4, |page| {
        class_notice(page);
        page.lines(format_args!("{docstring}"));
        for method in methods {
            let name = method.name;
            let argument = method.argument();
            page.line(format_args!(
                "def {name}(self, {argument}, timeout, metadata=None, with_call=False, protocol_options=None):"
            ));
            page.deeper(4, |page| {
                page.lines(format_args!("{}", method.docstring));
                page.line(format_args!("raise NotImplementedError()"));
            });
            if !method.server_streaming {
                page.line(format_args!("{name}.future = None"));
            }
        }
    });
}

/// Writes the function that makes a server.
fn server_factory(service: &Service<'_>, page: &mut Page) {
    let Service { name, full_name, .. } = service;
    page.lines(format_args!(
        "

def beta_create_{name}_server(servicer, pool=None, pool_size=None, default_timeout=None, maximum_timeout=None):
"
    ));
    page.deeper(4, |page| {
        function_notice(page);
        table("request_deserializers", service, page, |Method { name, request, .. }, page| {
            page.line(format_args!("('{full_name}', '{name}'): {request}.FromString,"));
        });
        table("response_serializers", service, page, |Method { name, response, .. }, page| {
            page.line(format_args!("('{full_name}', '{name}'): {response}.SerializeToString,"));
        });
        table("method_implementations", service, page, |method, page| {
            let name = method.name; let arity = method.arity();
            page.line(format_args!("('{full_name}', '{name}'): face_utilities.{arity}_inline(servicer.{name}),"));
        });
        page.lines(format_args!(
            "\
server_options = beta_implementations.server_options(request_deserializers=request_deserializers, response_serializers=response_serializers, thread_pool=pool, thread_pool_size=pool_size, default_timeout=default_timeout, maximum_timeout=maximum_timeout)
return beta_implementations.server(method_implementations, options=server_options)
"
        ));
    });
}

/// Writes the function that makes a client.
fn stub_factory(service: &Service<'_>, page: &mut Page) {
    let Service { name, full_name, .. } = service;
    page.lines(format_args!(
        "

def beta_create_{name}_stub(channel, host=None, metadata_transformer=None, pool=None, pool_size=None):
"
    ));
    page.deeper(4, |page| {
        function_notice(page);
        table("request_serializers", service, page, |Method { name, request, .. }, page| {
            page.line(format_args!("('{full_name}', '{name}'): {request}.SerializeToString,"));
        });
        table("response_deserializers", service, page, |Method { name, response, .. }, page| {
            page.line(format_args!("('{full_name}', '{name}'): {response}.FromString,"));
        });
        table("cardinalities", service, page, |method, page| {
            let name = method.name; let arity = method.arity().to_ascii_uppercase();
            page.line(format_args!("'{name}': cardinality.Cardinality.{arity},"));
        });
        page.lines(format_args!(
            "\
stub_options = beta_implementations.stub_options(host=host, metadata_transformer=metadata_transformer, request_serializers=request_serializers, response_deserializers=response_deserializers, thread_pool=pool, thread_pool_size=pool_size)
return beta_implementations.dynamic_stub(channel, '{full_name}', cardinalities, options=stub_options)
"
        ));
    });
}

/// Writes a dictionary with an entry for each method, sorted by their names.
fn table(name: &str, service: &Service<'_>, page: &mut Page, entry: impl Fn(&Method<'_>, &mut Page)) {
    let mut methods: Vec<&Method<'_>> = service.methods.iter().collect();
    methods.sort_by_key(|method| method.name);
    page.line(format_args!("{name} = {{"));
    page.deeper(4, |page| methods.into_iter().for_each(|method| entry(method, page)));
    page.line(format_args!("}}"));
}
