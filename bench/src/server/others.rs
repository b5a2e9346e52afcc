//! What others take for such a job: brought when that is asked for, started like ours.
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use xtask::infra::{Launch, find_program, install_packages};
use xtask::workspace::Workspace;

use super::Kind;
use super::peer::alone;
use crate::Outcome;

const NCHAN: &str = "/usr/lib/nginx/modules/ngx_nchan_module.so";
/// Of the package ws.
const VERSION: &str = "8.23.0";

/// Brings those that are not here: Debian's packages, and one of npm's into the folder of built things.
pub(crate) fn bring(workspace: &Workspace) -> Outcome<()> {
    if find_program("nats-server").is_none() || !Path::new(NCHAN).exists() {
        install_packages(&["nats-server", "nginx", "libnginx-mod-nchan"])?;
    }
    let folder = script(workspace);
    if !folder.join("node_modules/ws").exists() {
        fs::create_dir_all(&folder)?;
        let wanted = format!("ws@{VERSION}");
        let npm = Command::new("npm")
            .args(["install", "--no-audit", "--no-fund", "--silent", "--prefix"])
            .arg(&folder)
            .arg(wanted)
            .stdin(Stdio::null())
            .status()?;
        if !npm.success() {
            return Err("npm could not bring the package ws".into());
        }
    }
    Ok(())
}

/// Those that can be started here.
pub(crate) fn here() -> Outcome<Vec<Kind>> {
    let folder = script(&Workspace::find()?);
    let here = [
        (Kind::Nats, find_program("nats-server").is_some()),
        (Kind::Nchan, find_program("nginx").is_some() && Path::new(NCHAN).exists()),
        (Kind::Node, find_program("node").is_some() && folder.join("node_modules/ws").exists()),
    ];
    Ok(here.into_iter().filter(|(_, here)| *here).map(|(kind, _)| kind).collect())
}

/// Where what Node needs is kept.
fn script(workspace: &Workspace) -> PathBuf {
    workspace.target.join("bench/node")
}

pub(super) fn nats(address: SocketAddr, control: SocketAddr, files: &Path) -> Outcome<Launch> {
    let config = files.join("nats.conf");
    let (host, port) = (control.ip(), control.port());
    let websocket = format!("websocket {{ host: \"{host}\", port: {}, no_tls: true }}", address.port());
    fs::write(&config, format!("host: \"{host}\"\nport: {port}\nmax_connections: 64000\n{websocket}\n"))?;
    let program = find_program("nats-server").ok_or("there is no nats-server")?;
    Ok(alone(&program).arg("--config").arg(config))
}

pub(super) fn nchan(address: SocketAddr, files: &Path) -> Outcome<Launch> {
    let config = files.join("nginx.conf");
    let folder = files.display();
    // as on its own pages, with room for the connections and for what is under way
    let text = format!(
        "load_module {NCHAN};\n\
         user root;\ndaemon off;\nworker_processes 1;\nworker_rlimit_nofile 65000;\n\
         pid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n\
         events {{ worker_connections 30000; }}\n\
         http {{\n\
           access_log off;\nkeepalive_requests 1000000000;\nnchan_shared_memory_size 256M;\n\
           client_body_temp_path {folder}/body;\nproxy_temp_path {folder}/proxy;\nfastcgi_temp_path {folder}/fastcgi;\n\
           uwsgi_temp_path {folder}/uwsgi;\nscgi_temp_path {folder}/scgi;\n\
           server {{\n\
             listen {address};\n\
             location = /listen {{ nchan_subscriber websocket; nchan_channel_id $arg_topic; }}\n\
             location = /publish {{ nchan_publisher http; nchan_channel_id $arg_topic;\n\
               nchan_message_buffer_length 1000; nchan_message_timeout 10s; }}\n\
           }}\n\
         }}\n"
    );
    fs::write(&config, text)?;
    let program = find_program("nginx").ok_or("there is no nginx")?;
    Ok(alone(&program).arg("-p").arg(files).arg("-c").arg(config).arg("-e").arg(files.join("start.log")))
}

pub(super) fn node(address: SocketAddr, control: SocketAddr) -> Outcome<Launch> {
    let folder = script(&Workspace::find()?);
    let script = folder.join("peer.mjs");
    fs::write(&script, include_str!("node.mjs"))?;
    let program = find_program("node").ok_or("there is no node")?;
    let ports = [address, control].map(|place| place.port().to_string());
    Ok(alone(&program).arg(script).args(ports))
}
