//! Locations of services and methods.

use super::Walk;
use super::messages::Counter;
use super::numbers::{file, method, service};
use protoward_syntax::{ast, options};

impl Walk<'_, '_, '_> {
    pub(super) fn service(&mut self, service: &ast::ServiceDecl, index: i32) {
        let entered = self.locations.enter(&[file::SERVICE, index]);
        self.locations.add_commented(service.span, service.span, service.around);
        self.locations.add_leaf(service::NAME, service.name);
        let options_gone = self.all_gone(&mut options::statements(&service.body));
        let mut methods = Counter::new(service::METHOD);
        for member in &service.body {
            match member {
                ast::ServiceMember::Method(method) => self.method(method, methods.next()),
                ast::ServiceMember::Option(_) if options_gone => {}
                ast::ServiceMember::Option(option) => self.option_statement(service::OPTIONS, option),
            }
        }
        self.locations.leave(entered);
    }

    fn method(&mut self, method: &ast::MethodDecl, steps: [i32; 2]) {
        let entered = self.locations.enter(&steps);
        self.locations.add_commented(method.span, method.span, method.around);
        self.locations.add_leaf(method::NAME, method.name);
        self.method_type(&method.input, method::CLIENT_STREAMING, method::INPUT_TYPE);
        self.method_type(&method.output, method::SERVER_STREAMING, method::OUTPUT_TYPE);
        if !self.all_gone(&mut method.options.iter()) {
            for option in &method.options {
                self.option_statement(method::OPTIONS, option);
            }
        }
        self.locations.leave(entered);
    }

    fn method_type(&mut self, ty: &ast::MethodType, streaming: i32, name: i32) {
        if let Some(stream) = ty.stream {
            self.locations.add_leaf(streaming, stream);
        }
        self.locations.add_leaf(name, ty.name.span);
    }
}
