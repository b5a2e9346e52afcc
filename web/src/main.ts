import './app.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { session } from './lib/session.svelte';

await session.open();
mount(App, { target: document.getElementById('app')! });
