// Every page of the console: its address, its folder under pages/, its title and who may open it.
// A route whose folder does not exist yet is not offered (see README).
// `needs` is a permission as the session lists it; without it the page says who can grant it. `whole` is for who sees the whole organisation.
export const routes = [
  { name: 'login', path: '/login', page: 'login', title: 'nav.login', bare: true },
  { name: 'setup', path: '/setup', page: 'setup', title: 'nav.setup', bare: true },

  { name: 'overview', path: '/', page: 'overview', title: 'nav.overview', needs: 'overview.read' },

  { name: 'customers', path: '/customers', page: 'customers', title: 'nav.customers', needs: 'customers.read' },
  { name: 'customer', path: '/customers/:id', page: 'customer', title: 'nav.customer', needs: 'customers.read', under: 'customers' },
  { name: 'tags', path: '/tags', page: 'tags', title: 'nav.tags', needs: 'customers.read' },
  { name: 'conflicts', path: '/conflicts', page: 'conflicts', title: 'nav.conflicts', needs: 'customers.merge' },
  { name: 'orders', path: '/orders', page: 'orders', title: 'nav.orders', needs: 'commerce.read' },
  { name: 'products', path: '/products', page: 'products', title: 'nav.products', needs: 'commerce.read' },

  { name: 'trend', path: '/analyse/trend', page: 'trend', title: 'nav.trend', needs: 'analyse.read' },

  { name: 'channel-quality', path: '/analyse/origins', page: 'channel-quality', title: 'nav.channelQuality', needs: 'media.read' },

  { name: 'journeys', path: '/journeys', page: 'journeys', title: 'nav.journeys', needs: 'journeys.read' },
  { name: 'journey', path: '/journeys/:id', page: 'journey', title: 'nav.journey', needs: 'journeys.read', under: 'journeys' },
  { name: 'messages', path: '/messages', page: 'messages', title: 'nav.messages', needs: 'messages.read' },
  { name: 'templates', path: '/templates', page: 'templates', title: 'nav.templates', needs: 'messages.read' },
  { name: 'landing-pages', path: '/landing-pages', page: 'landing-pages', title: 'nav.landingPages', needs: 'touchpoints.read' },
  { name: 'landing-page', path: '/landing-pages/:id', page: 'landing-page', title: 'nav.landingPage', needs: 'touchpoints.read', under: 'landing-pages' },
  { name: 'links', path: '/links', page: 'links', title: 'nav.links', needs: 'touchpoints.read' },
  { name: 'slots', path: '/slots', page: 'slots', title: 'nav.slots', needs: 'touchpoints.read' },

  { name: 'leads', path: '/leads', page: 'leads', title: 'nav.leads', needs: 'leads.read' },
  { name: 'lead', path: '/leads/:id', page: 'lead', title: 'nav.lead', needs: 'leads.read', under: 'leads' },
  { name: 'lead-pools', path: '/lead-pools', page: 'lead-pools', title: 'nav.leadPools', needs: 'leads.read' },
  { name: 'salespeople', path: '/salespeople', page: 'salespeople', title: 'nav.salespeople', needs: 'leads.write' },
  { name: 'assignment', path: '/assignment', page: 'assignment', title: 'nav.assignment', needs: 'leads.write' },

  { name: 'origins', path: '/origins', page: 'origins', title: 'nav.origins', needs: 'touchpoints.read' },
  { name: 'spend', path: '/spend', page: 'spend', title: 'nav.spend', needs: 'media.read' },
  { name: 'feedback', path: '/feedback', page: 'feedback', title: 'nav.feedback', needs: 'media.read' },

  { name: 'channels', path: '/channels', page: 'channels', title: 'nav.channels', needs: 'channels.write' },
  { name: 'sandbox', path: '/sandbox-platforms', page: 'sandbox', title: 'nav.sandbox', needs: 'channels.write', whole: true },

  { name: 'sources', path: '/sources', page: 'sources', title: 'nav.sources', needs: 'sources.read' },
  { name: 'live', path: '/live', page: 'live', title: 'nav.live', needs: 'sources.read', whole: true },
  { name: 'ledger', path: '/ledger', page: 'ledger', title: 'nav.ledger', needs: 'sources.read' },
  { name: 'imports', path: '/imports', page: 'imports', title: 'nav.imports', needs: 'imports.write' },
  { name: 'dictionary', path: '/dictionary', page: 'dictionary', title: 'nav.dictionary', needs: 'dictionary.read' },

  { name: 'settings', path: '/settings', page: 'settings', title: 'nav.generalSettings', needs: 'settings.read' },
  { name: 'organisation', path: '/organisation', page: 'organisation', title: 'nav.organisation', needs: 'organisation.read' },
  { name: 'users', path: '/users', page: 'users', title: 'nav.users', needs: 'users.write' },
  { name: 'api-keys', path: '/keys', page: 'api-keys', title: 'nav.apiKeys', needs: 'api-keys.write' },
  { name: 'audit', path: '/audit', page: 'audit', title: 'nav.audit', needs: 'audit.read', whole: true },
  { name: 'erasures', path: '/erasures', page: 'erasures', title: 'nav.erasures', needs: 'customers.erase' },
];

// The left navigation. Groups appear once one of their pages exists and is allowed.
export const navigation = [
  { key: 'overview', icon: 'gauge', pages: ['overview'] },
  { key: 'customers', icon: 'people', pages: ['customers', 'tags', 'conflicts', 'orders', 'products'] },
  { key: 'insight', icon: 'trend', pages: ['trend', 'channel-quality'] },
  { key: 'engage', icon: 'send', pages: ['journeys', 'messages', 'templates', 'landing-pages', 'links', 'slots'] },
  { key: 'leads', icon: 'target', pages: ['leads', 'lead-pools', 'salespeople', 'assignment'] },
  { key: 'media', icon: 'megaphone', pages: ['origins', 'spend', 'feedback'] },
];

export const footNavigation = [
  { key: 'data', icon: 'database', pages: ['sources', 'live', 'ledger', 'imports', 'dictionary'] },
  { key: 'settings', icon: 'sliders', pages: ['settings', 'channels', 'sandbox', 'organisation', 'users', 'api-keys', 'audit', 'erasures'] },
];
