/**
 * The functions of progress.js as React hooks: `const {useProgressTracking} = bindReact(React)`.
 * They share one connection; another one comes from a <ProgressProvider value={connect({url, token})}>.
 */
import * as plain from './progress.js';

const NAMES = ['useProgressTracking', 'useProgressAnalytics', 'useETAAccuracy', 'usePerformanceMonitoring'];
const NOTHING = Object.freeze({
  job: null, metrics: null, eta: null, alerts: [], controls: [], isTracking: false, loading: true, analytics: null,
  predictions: [], meanError: null, throughputHistory: [], rates: null,
});

export function bindReact(React) {
  const connections = React.createContext(null);
  const bind = name => id => {
    const connection = React.useContext(connections);
    const [handle, setHandle] = React.useState(null);
    React.useEffect(() => {
      const followed = plain[name](id, {connection});
      setHandle(followed);
      return followed.close;
    }, [id, connection]);
    const subscribe = React.useCallback(changed => handle?.subscribe(changed) ?? (() => {}), [handle]);
    return React.useSyncExternalStore(subscribe, () => handle?.value ?? NOTHING);
  };
  return {ProgressProvider: connections.Provider, ...Object.fromEntries(NAMES.map(name => [name, bind(name)]))};
}
