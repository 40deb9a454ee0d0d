//! The tests of Liaison: one target, a module a noun, over real sockets and both databases.
//!
//! `support` is what all of them stand on; sizes stand in `scale`. Rules that one noun's decisions follow are tested in
//! its room of `liaison-domain`, in milliseconds; here is what only the whole house shows.

#![expect(clippy::print_stdout, reason = "a run says its sizes and seeds")]

mod access_log;
mod access_matrix;
mod account;
mod api_key;
mod architecture;
mod attacks;
mod calendar;
mod calendar_feed;
mod command_line;
mod comment;
mod crash;
mod customer;
mod deadline;
mod deadline_api;
mod demo;
mod directory;
mod error;
mod event;
mod guest;
mod integrity;
mod issuer;
mod leaks;
mod meeting;
mod node;
mod nodes;
mod notification;
mod pack;
mod persistence;
mod problem;
mod progress_report;
mod protocol;
mod rating;
mod readme;
mod request;
mod scale;
mod search;
mod statements;
mod subscription;
mod support;
mod task;
mod ticket;
mod token_misuse;
mod walkthrough;
mod working_calendar;
