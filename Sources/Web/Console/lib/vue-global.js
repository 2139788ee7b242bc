// Quasar's prebuilt module expects Vue as a global; this must be imported before it.
import * as Vue from 'vue';

window.Vue = Vue;
